//! A config without its type: what the runtime works with.

use std::any::{Any, TypeId};
use std::sync::Arc;

use super::field::ErasedOption;
use super::{Config, Description, Editor, Invalid, OptionRowSpec, OptionValues};

/// Is the values of a config, without its type.
pub(crate) type AnyConfig = Arc<dyn Any + Send + Sync>;

/// Is a config type, without the type. Options are named by their place.
pub(crate) trait ErasedConfig: Send + Sync {
    /// Identifies the type.
    fn type_id(&self) -> TypeId;

    /// Returns what is constant about each option.
    fn options(&self) -> &[OptionRowSpec];

    /// Makes the default of an option and writes it.
    fn default_text(&self, option: usize) -> Result<String, Invalid>;

    /// Reads a text and writes it in the form in which it is kept.
    fn canonical(&self, option: usize, text: &str) -> Result<String, Invalid>;

    /// Puts values together: where a text is missing, the default.
    fn assemble(&self, texts: &[Option<&str>]) -> Result<AnyConfig, (usize, Invalid)>;

    /// Checks every option of a value and writes it.
    fn texts(&self, config: &AnyConfig) -> Result<Vec<String>, (usize, Invalid)>;

    fn description(&self, option: usize) -> Description;

    fn editor(&self, option: usize) -> Editor;

    fn is_secret(&self, option: usize) -> bool;

    /// Finds a mistake in the validator of an option.
    fn problem(&self, option: usize) -> Option<String>;
}

/// Is the config type `C`.
struct Typed<C: Config> {
    specs: Vec<OptionRowSpec>,
    options: Vec<Box<dyn ErasedOption<C>>>,
}

/// Takes the type away from a config type; gives nothing for one without options.
pub(crate) fn erase<C: Config>() -> Option<Arc<dyn ErasedConfig>> {
    let rows = C::TABLE.options;
    if rows.is_empty() {
        return None;
    }
    Some(Arc::new(Typed::<C> {
        specs: rows.iter().map(|row| row.spec).collect(),
        options: rows.iter().map(|row| (row.make)()).collect(),
    }))
}

/// Puts the defaults of a config together.
pub(crate) fn defaults<C: Config>() -> Result<Arc<C>, Invalid> {
    let Some(config) = erase::<C>() else {
        let assembled = (C::TABLE.assemble)(&mut OptionValues::default());
        return assembled
            .map(Arc::new)
            .ok_or_else(|| Invalid::new("the options do not fit together"));
    };
    let none = vec![None; config.options().len()];
    let value = config.assemble(&none).map_err(|(_, reason)| reason)?;
    value
        .downcast()
        .map_err(|_| Invalid::new("these are the options of another module"))
}

impl<C: Config> Typed<C> {
    fn option(&self, option: usize) -> Result<&dyn ErasedOption<C>, Invalid> {
        self.options
            .get(option)
            .map(AsRef::as_ref)
            // Places come from this very list.
            .ok_or_else(|| Invalid::new("there is no such option"))
    }
}

impl<C: Config> ErasedConfig for Typed<C> {
    fn type_id(&self) -> TypeId {
        TypeId::of::<C>()
    }

    fn options(&self) -> &[OptionRowSpec] {
        &self.specs
    }

    fn default_text(&self, option: usize) -> Result<String, Invalid> {
        let option = self.option(option)?;
        Ok(option.render(&option.default_value()?))
    }

    fn canonical(&self, option: usize, text: &str) -> Result<String, Invalid> {
        let option = self.option(option)?;
        Ok(option.render(&option.parse(text)?))
    }

    fn assemble(&self, texts: &[Option<&str>]) -> Result<AnyConfig, (usize, Invalid)> {
        let mut values = OptionValues::default();
        for (index, (spec, option)) in self.specs.iter().zip(&self.options).enumerate() {
            let value = match texts.get(index).copied().flatten() {
                Some(text) => option.parse(text),
                None => option.default_value(),
            };
            values.put(spec.name, value.map_err(|reason| (index, reason))?);
        }
        match (C::TABLE.assemble)(&mut values) {
            Some(config) => Ok(Arc::new(config)),
            // Only a struct whose derive reported a mistake does this, and it does not compile.
            None => Err((0, Invalid::new("the options do not fit together"))),
        }
    }

    fn texts(&self, config: &AnyConfig) -> Result<Vec<String>, (usize, Invalid)> {
        let Some(config) = config.downcast_ref::<C>() else {
            return Err((0, Invalid::new("these are the options of another module")));
        };
        let texts = self
            .options
            .iter()
            .enumerate()
            .map(|(index, option)| option.render_in(config).map_err(|reason| (index, reason)));
        texts.collect()
    }

    fn description(&self, option: usize) -> Description {
        self.option(option)
            .map_or_else(|_| Description::new(""), ErasedOption::description)
    }

    fn editor(&self, option: usize) -> Editor {
        self.option(option)
            .map_or_else(|_| Editor::text(), ErasedOption::editor)
    }

    fn is_secret(&self, option: usize) -> bool {
        // What is unknown is not shown.
        self.option(option).map_or(true, ErasedOption::is_secret)
    }

    fn problem(&self, option: usize) -> Option<String> {
        self.option(option).ok()?.problem()
    }
}
