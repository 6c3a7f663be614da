//! The source files of a crate, found by following `mod name;`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::scan::{Child, Scan, scan};

/// Is the files of a crate.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) files: Vec<TreeFile>,
}

/// Is one file.
#[derive(Debug)]
pub(super) struct TreeFile {
    pub(super) path: PathBuf,
    /// The place of the file that declares it.
    pub(super) parent: Option<usize>,
    pub(super) scan: Rc<Scan>,
}

impl Tree {
    /// Gives the files of the crate of which `file` is one: from its `lib.rs` or `main.rs` down, or
    /// from the file itself when no such file leads to it.
    pub(super) fn around(file: &Path) -> Self {
        let names = ["lib.rs", "main.rs"];
        let is_root = file
            .file_name()
            .is_some_and(|name| names.iter().any(|root| name == *root));
        let above = file.ancestors().skip(1).take(12);
        let roots = above.flat_map(|folder| names.map(|name| folder.join(name)));
        if !is_root {
            for root in roots.filter(|root| root.is_file()) {
                let tree = Self::below(&root);
                if tree.place(file).is_some() {
                    return tree;
                }
            }
        }
        Self::below(file)
    }

    /// Returns the place of a file.
    pub(super) fn place(&self, file: &Path) -> Option<usize> {
        self.files.iter().position(|known| known.path == file)
    }

    fn below(root: &Path) -> Self {
        let mut files: Vec<TreeFile> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(root.to_owned(), None, true)];
        while let Some((path, parent, is_root)) = waiting.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let scan = scan(&path);
            let here = files.len();
            for child in scan.children.iter().rev() {
                waiting.extend(find(&path, is_root, child).map(|child| (child, Some(here), false)));
            }
            files.push(TreeFile { path, parent, scan });
        }
        Self { files }
    }
}

/// Finds the file of `mod name;`.
fn find(file: &Path, is_root: bool, child: &Child) -> Option<PathBuf> {
    let folder = file.parent()?;
    let is_mod = is_root || file.file_name().is_some_and(|name| name == "mod.rs");
    let own = if is_mod {
        folder.to_owned()
    } else {
        folder.join(file.file_stem()?)
    };
    let (name, around) = child.path.split_last()?;
    if let Some(written) = &child.written {
        let base = if around.is_empty() {
            folder.to_owned()
        } else {
            own
        };
        let path = around.iter().fold(base, |path, name| path.join(name));
        return Some(path.join(written)).filter(|path| path.is_file());
    }
    let base = around.iter().fold(own, |path, name| path.join(name));
    [
        base.join(format!("{name}.rs")),
        base.join(name).join("mod.rs"),
    ]
    .into_iter()
    .find(|path| path.is_file())
}
