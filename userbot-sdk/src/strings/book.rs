//! The texts of one running bot: the authors' own, and what the owner put in their place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;

use super::builtin::unchanged;
use super::catalogue::Strings;
use super::language::Language;
use super::translation::{TranslationMistake, replaced};

/// Is the name under which the texts of the SDK itself are replaced.
pub(crate) const SDK: &str = "sdk";

/// Is the texts of one bot.
pub(crate) struct TextBook {
    pages: Vec<Page>,
    /// Held by whoever changes a page.
    layers: Mutex<BTreeMap<(usize, Language), Layers>>,
}

/// Is the texts of one module, or of the SDK.
pub(crate) struct Page {
    name: &'static str,
    own: Arc<Strings>,
    /// The keys of descriptions.
    docs: BTreeSet<String>,
    current: ArcSwap<Strings>,
}

/// Is who put texts in the place of others; later ones win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    /// A file that was there at the start.
    Folder,
    /// A file that the owner sent.
    Owner,
}

type Layers = BTreeMap<Layer, String>;

/// Is texts that stand in the place of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replaced {
    /// The module, or `sdk`.
    pub(crate) module: &'static str,
    pub(crate) language: Language,
    pub(crate) layer: Layer,
    /// How many texts.
    pub(crate) count: usize,
}

impl Page {
    /// Makes the page of a module.
    pub(crate) fn new(name: &'static str, own: Arc<Strings>, docs: BTreeSet<String>) -> Self {
        Self {
            name,
            current: ArcSwap::new(Arc::clone(&own)),
            own,
            docs,
        }
    }
}

impl TextBook {
    /// Makes the book of a bot with these modules.
    pub(crate) fn new(modules: impl IntoIterator<Item = Page>) -> Self {
        let sdk = Page::new(SDK, unchanged(), BTreeSet::new());
        Self {
            pages: std::iter::once(sdk).chain(modules).collect(),
            layers: Mutex::default(),
        }
    }

    /// Gives the texts of the SDK.
    pub(crate) fn sdk(&self) -> Arc<Strings> {
        self.pages
            .first()
            .map_or_else(unchanged, |page| page.current.load_full())
    }

    /// Gives the texts of the module with this name, in any case.
    pub(crate) fn module(&self, name: &str) -> Option<Arc<Strings>> {
        let (_, page) = self.page(name)?;
        Some(page.current.load_full())
    }

    /// Gives the name as its author writes it.
    pub(crate) fn name(&self, name: &str) -> Option<&'static str> {
        self.page(name).map(|(_, page)| page.name)
    }

    fn page(&self, name: &str) -> Option<(usize, &Page)> {
        // A module asks with its own name, for every text.
        let position = self.pages.iter().position(|page| page.name == name);
        let position = position.or_else(|| {
            let name = name.to_lowercase();
            let mut pages = self.pages.iter();
            pages.position(|page| page.name.to_lowercase() == name)
        })?;
        self.pages.get(position).map(|page| (position, page))
    }

    /// Tells what is wrong with a source, and changes nothing.
    pub(crate) fn check(
        &self,
        module: &str,
        language: &Language,
        source: &str,
    ) -> Result<(), Vec<TranslationMistake>> {
        let (_, page) = self.page(module).ok_or_else(|| no_module(module))?;
        replaced(&page.own, &page.docs, language, source).map(|_| ())
    }

    /// Puts texts in the place of those of a module, after they were checked; earlier ones of the
    /// same layer are gone.
    pub(crate) fn put(
        &self,
        module: &str,
        language: &Language,
        layer: Layer,
        source: &str,
    ) -> Result<(), Vec<TranslationMistake>> {
        self.check(module, language, source)?;
        let (place, page) = self.page(module).ok_or_else(|| no_module(module))?;
        let mut layers = self.layers();
        let layer_of = layers.entry((place, language.clone())).or_default();
        layer_of.insert(layer, source.to_owned());
        page.rebuild(place, &layers);
        Ok(())
    }

    /// Takes texts away again; false when there are none.
    pub(crate) fn remove(&self, module: &str, language: &Language, layer: Layer) -> bool {
        let Some((place, page)) = self.page(module) else {
            return false;
        };
        let mut layers = self.layers();
        let there = layers
            .get_mut(&(place, language.clone()))
            .is_some_and(|layers| layers.remove(&layer).is_some());
        page.rebuild(place, &layers);
        there
    }

    /// Lists what stands in the place of others.
    pub(crate) fn replaced(&self) -> Vec<Replaced> {
        let layers = self.layers();
        let mut found = Vec::new();
        for ((place, language), layers) in layers.iter() {
            let Some(page) = self.pages.get(*place) else {
                continue;
            };
            for (layer, source) in layers {
                let mut alone = Strings::with_default(language.clone());
                // It was checked when it was put there.
                let _ = alone.add(language, source);
                found.push(Replaced {
                    module: page.name,
                    language: language.clone(),
                    layer: *layer,
                    count: alone.keys(language).count(),
                });
            }
        }
        found
    }

    fn layers(&self) -> MutexGuard<'_, BTreeMap<(usize, Language), Layers>> {
        self.layers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    /// Puts the layers on the author's texts.
    fn rebuild(&self, place: usize, layers: &BTreeMap<(usize, Language), Layers>) {
        let mut strings = Arc::clone(&self.own);
        for ((_, language), layers) in layers.iter().filter(|((of, _), _)| *of == place) {
            for source in layers.values() {
                match strings.replaced(language, source) {
                    Ok(new) => strings = Arc::new(new),
                    // It was checked when it was put there.
                    Err(error) => tracing::error!(%error, "replaced texts are broken"),
                }
            }
        }
        self.current.store(strings);
    }
}

fn no_module(name: &str) -> Vec<TranslationMistake> {
    vec![TranslationMistake::Module {
        name: name.to_owned(),
    }]
}

impl Default for TextBook {
    fn default() -> Self {
        Self::new([])
    }
}

impl fmt::Debug for TextBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.pages.iter().map(|page| page.name);
        f.debug_list().entries(names).finish()
    }
}
