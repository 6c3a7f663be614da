//! Compares the texts that are used with those that there are.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{Span, TokenStream};

use super::folder::{Folder, Misfit};
use super::owner::{self, Owner};
use super::scan::{Declaration, Found, Place, scan};
use super::tree::Tree;
use super::uses::{Use, uses};
use super::{Embedded, EmbeddedFile, TextsDef, file_of};
use crate::span::Errors;

/// Checks a declaration: its folder, and the uses that belong to it and are not reported at their
/// own place. `name` is the module's type; free functions have none.
pub(crate) fn declared(
    def: &TextsDef,
    name: Option<&str>,
    place: Span,
    errors: &mut Errors,
) -> Option<Embedded> {
    let source = file_of(place);
    let default_language = def.default_language.as_ref().map(syn::LitStr::value);
    let (folder, mistakes) = Folder::read(
        &def.folder.value(),
        default_language.as_deref(),
        source.as_deref(),
    )?;
    for mistake in mistakes {
        errors.push(def.folder.span(), mistake);
    }
    let used = source.and_then(|source| {
        let tree = Tree::around(&source);
        let file = tree.place(&source)?;
        let declarations = &tree.files[file].scan.declarations;
        let index = declarations.iter().position(|one| {
            one.name.as_deref() == name && one.folder.as_ref() == Some(&def.folder.value())
        })?;
        elsewhere(&tree, (file, index), &folder, def.folder.span(), errors)
    });
    Some(Embedded {
        default_language: folder.default_language,
        files: folder
            .files
            .into_iter()
            .map(|file| EmbeddedFile {
                language: file.language,
                path: file.path,
            })
            .collect(),
        used,
    })
}

/// Reports the uses in all files of the crate that belong to one declaration, and lists their keys.
fn elsewhere(
    tree: &Tree,
    own: Owner,
    folder: &Folder,
    span: Span,
    errors: &mut Errors,
) -> Option<Vec<String>> {
    let mut keys = BTreeSet::new();
    let mut all_known = true;
    for (file, one) in tree.files.iter().enumerate() {
        for found in &one.scan.uses {
            let owners = owner::owners(tree, file, found);
            if !owners.contains(&own) {
                continue;
            }
            let Some(key) = &found.used.key else {
                all_known = false;
                continue;
            };
            keys.insert(key.value.clone());
            let reports = owners.first() == Some(&own) && !at_its_place(tree, file, found);
            if !reports {
                continue;
            }
            let misfits = fits_one_of(tree, &owners, own, folder, &found.used);
            for misfit in misfits {
                errors.push(
                    span,
                    format!("{}:{}: {}", one.path.display(), found.line, misfit.message),
                );
            }
        }
    }
    all_known.then(|| keys.into_iter().collect())
}

/// Gives what is wrong with a use, unless it fits the texts of one of its owners.
fn fits_one_of(
    tree: &Tree,
    owners: &[Owner],
    own: Owner,
    folder: &Folder,
    used: &Use,
) -> Vec<Misfit> {
    let Some(key) = &used.key else {
        return Vec::new();
    };
    let names = used.names();
    let misfits = folder.misfits(&key.value, names.as_deref());
    let fits_elsewhere = || {
        owners.iter().filter(|owner| **owner != own).any(|owner| {
            let declaration = owner::get(tree, *owner);
            read(declaration, &tree.files[owner.0].path)
                .is_none_or(|folder| folder.misfits(&key.value, names.as_deref()).is_empty())
        })
    };
    if misfits.is_empty() || fits_elsewhere() {
        Vec::new()
    } else {
        misfits
    }
}

/// Tells whether a use is reported by the macro around it, which can point at it.
fn at_its_place(tree: &Tree, file: usize, found: &Found) -> bool {
    let declarations = &tree.files[file].scan.declarations;
    match found.place {
        Place::Handlers => found
            .owner
            .as_deref()
            .and_then(|owner| only(declarations, Some(owner)))
            .is_some(),
        Place::Handler => only(declarations, None).is_some(),
        Place::Other => false,
    }
}

/// Returns the declaration with this name, when there is exactly one.
fn only<'a>(declarations: &'a [Declaration], name: Option<&str>) -> Option<&'a Declaration> {
    let mut same = declarations
        .iter()
        .filter(|one| one.name.as_deref() == name);
    let first = same.next()?;
    same.next().is_none().then_some(first)
}

fn read(declaration: &Declaration, file: &Path) -> Option<Folder> {
    let folder = declaration.folder.as_ref()?;
    let language = declaration.default_language.as_deref();
    Folder::read(folder, language, Some(file)).map(|(folder, _)| folder)
}

/// Checks the uses in a block `#[handlers]`, when its type is declared in the same file.
pub(crate) fn in_block(name: &str, place: Span, tokens: TokenStream, errors: &mut Errors) {
    at_their_place(Some(name), place, tokens, errors);
}

/// Checks the uses in a free function, when its file has exactly one `texts!`.
pub(crate) fn in_function(place: Span, tokens: TokenStream, errors: &mut Errors) {
    at_their_place(None, place, tokens, errors);
}

fn at_their_place(name: Option<&str>, place: Span, tokens: TokenStream, errors: &mut Errors) {
    let Some(file) = file_of(place) else {
        return;
    };
    let scan = scan(&file);
    let Some(declaration) = only(&scan.declarations, name) else {
        return;
    };
    let folder = read(declaration, &file);
    for used in uses(tokens) {
        let Some(key) = &used.key else {
            continue;
        };
        if declaration.folder.is_none() {
            let name = name.unwrap_or_default();
            errors.push(
                key.span,
                format!(
                    "the module `{name}` has no texts: add `#[module(texts = \"locales\")]` to it"
                ),
            );
            return;
        }
        let Some(folder) = &folder else {
            continue;
        };
        for misfit in folder.misfits(&key.value, used.names().as_deref()) {
            let argument = misfit.argument.as_ref().and_then(|name| {
                used.arguments
                    .iter()
                    .flatten()
                    .find(|word| word.value == *name)
            });
            errors.push(argument.unwrap_or(key).span, misfit.message);
        }
    }
}
