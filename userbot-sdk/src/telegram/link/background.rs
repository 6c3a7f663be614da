//! Links to backgrounds of chats.

use std::fmt::Write;

use crate::link::LinkParts;

/// Is a background of chats: a picture, colours, or a pattern upon colours.
///
/// See [wallpaper links](https://core.telegram.org/api/links#wallpaper-links).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Background {
    /// The picture or the pattern, or colours alone.
    pub fill: BackgroundFill,
    /// The colours behind a pattern, as `0xRRGGBB`.
    pub colors: Vec<u32>,
    /// How strong a pattern is, from -100 to 100.
    pub intensity: Option<i8>,
    /// By how many degrees two colours are turned.
    pub rotation: Option<u16>,
    /// The picture is blurred.
    pub blur: bool,
    /// The picture moves with the device.
    pub motion: bool,
}

/// Says what a background shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackgroundFill {
    /// A picture or a pattern, by its name.
    Slug(String),
    /// One colour, two that flow into each other, or three and four, as `0xRRGGBB`.
    Colors(Vec<u32>),
}

impl Background {
    /// Reads `slug`, `rrggbb`, `rrggbb-rrggbb` or `rrggbb~rrggbb~rrggbb`, and the query.
    pub(super) fn of(what: &str, parts: &LinkParts<'_>) -> Option<Self> {
        let fill = match colors(what) {
            Some(colors) => BackgroundFill::Colors(colors),
            None => BackgroundFill::Slug(super::read::slug(what)?),
        };
        let mode = parts.value("mode").unwrap_or_default();
        let has = |word: &str| mode.split([' ', '+']).any(|part| part == word);
        Some(Self {
            fill,
            colors: match parts.filled("bg_color") {
                Some(text) => colors(text)?,
                None => Vec::new(),
            },
            intensity: number(parts, "intensity", -100..=100)?,
            rotation: number(parts, "rotation", 0..=359)?,
            blur: has("blur"),
            motion: has("motion"),
        })
    }

    /// Returns what stands in the path, and the query.
    pub(super) fn parts(&self) -> (String, Vec<(&'static str, String)>) {
        let what = match &self.fill {
            BackgroundFill::Slug(slug) => slug.clone(),
            BackgroundFill::Colors(colors) => written(colors),
        };
        let mut query = Vec::new();
        if let Some(intensity) = self.intensity {
            query.push(("intensity", intensity.to_string()));
        }
        if !self.colors.is_empty() {
            query.push(("bg_color", written(&self.colors)));
        }
        if let Some(rotation) = self.rotation {
            query.push(("rotation", rotation.to_string()));
        }
        let modes = [(self.blur, "blur"), (self.motion, "motion")];
        let modes: Vec<&str> = modes
            .into_iter()
            .filter_map(|(on, mode)| on.then_some(mode))
            .collect();
        if !modes.is_empty() {
            query.push(("mode", modes.join(" ")));
        }
        (what, query)
    }
}

/// Reads a number of the query within its limits: `Some(None)` when it is not there.
#[expect(
    clippy::option_option,
    reason = "a bad number, none, and a good one are three cases"
)]
fn number<T>(
    parts: &LinkParts<'_>,
    name: &str,
    limits: std::ops::RangeInclusive<T>,
) -> Option<Option<T>>
where
    T: std::str::FromStr + PartialOrd,
{
    let Some(text) = parts.filled(name) else {
        return Some(None);
    };
    let number = text.parse().ok()?;
    limits.contains(&number).then_some(Some(number))
}

fn colors(text: &str) -> Option<Vec<u32>> {
    let color = |text: &str| {
        let hex = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        hex.then(|| u32::from_str_radix(text, 16).ok())?
    };
    if let Some((top, bottom)) = text.split_once('-') {
        return Some(vec![color(top)?, color(bottom)?]);
    }
    let colors = text.split('~').map(color).collect::<Option<Vec<u32>>>()?;
    matches!(colors.len(), 1 | 3 | 4).then_some(colors)
}

fn written(colors: &[u32]) -> String {
    let between = if colors.len() == 2 { "-" } else { "~" };
    let mut text = String::new();
    for (index, color) in colors.iter().enumerate() {
        let between = if index == 0 { "" } else { between };
        // Writing into a string does not fail.
        let _ = write!(text, "{between}{:06x}", color & 0x00ff_ffff);
    }
    text
}
