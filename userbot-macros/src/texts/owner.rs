//! To which module a use of a text belongs.

use super::scan::{Declaration, Found, Place};
use super::tree::Tree;

/// Points at a declaration: the file in the tree, and the place in its list.
pub(super) type Owner = (usize, usize);

/// Lists the declarations in whose texts a use may find its key; usually it is one.
///
/// A use in an `impl` block belongs to that type. Another one belongs to what its file declares,
/// or the nearest file above it, or else to any module of the crate: it is shared code.
pub(super) fn owners(tree: &Tree, file: usize, found: &Found) -> Vec<Owner> {
    if let Some(owner) = &found.owner {
        let named = |one: &Declaration| one.name.as_ref() == Some(owner);
        let mut same = all(tree, &named);
        if same.iter().any(|(place, _)| *place == file) {
            same.retain(|(place, _)| *place == file);
        }
        if !same.is_empty() {
            same.retain(|owner| with_texts(tree, owner));
            return same;
        }
    }
    let fits = |one: &Declaration| match found.place {
        Place::Handler => one.name.is_none(),
        Place::Handlers | Place::Other => one.folder.is_some(),
    };
    let mut here = Some(file);
    while let Some(place) = here {
        let near = in_file(tree, place, &fits);
        if !near.is_empty() {
            return near;
        }
        here = tree.files[place].parent;
    }
    match found.place {
        Place::Handler => Vec::new(),
        Place::Handlers | Place::Other => all(tree, &fits),
    }
}

/// Returns a declaration.
pub(super) fn get(tree: &Tree, (file, place): Owner) -> &Declaration {
    &tree.files[file].scan.declarations[place]
}

fn with_texts(tree: &Tree, owner: &Owner) -> bool {
    get(tree, *owner).folder.is_some()
}

fn in_file(tree: &Tree, file: usize, fits: &dyn Fn(&Declaration) -> bool) -> Vec<Owner> {
    let declarations = tree.files[file].scan.declarations.iter().enumerate();
    declarations
        .filter(|(_, one)| fits(one))
        .map(|(place, _)| (file, place))
        .collect()
}

fn all(tree: &Tree, fits: &dyn Fn(&Declaration) -> bool) -> Vec<Owner> {
    (0..tree.files.len())
        .flat_map(|file| in_file(tree, file, fits))
        .collect()
}
