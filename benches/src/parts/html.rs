//! HTML to a text with entities, and back.

use userbot_sdk::error::Result;
use userbot_sdk::text::FormattedText;

use super::{Effort, Race, same};

/// A message as bots write it; nothing in it has to be escaped, and there is no tag that the client library lacks.
const HTML: &str = "<b>Weather for Ann</b>\n\n\
    <i>Tomorrow</i>: 12°, <u>rain in the evening</u>. <s>Sunday was better</s> 🙂\n\
    <a href=\"https://example.org/weather?city=7\">The whole forecast</a>, \
    asked for by <a href=\"tg://user?id=42\">Боб</a>.\n\n\
    <blockquote>Завтра <b>дождь с <i>порывами</i></b> ветра, возьмите зонт.</blockquote>\n\
    <code>.weather --days 3</code> shows more:\n\
    <pre><code class=\"language-toml\">city = \"Berlin\"\ndays = 3\n</code></pre>\n\
    A plain end of the message, as long as one line of a chat is on a telephone.";

pub(super) fn run(effort: Effort) -> Result<()> {
    let text = FormattedText::from_html(HTML)?;
    same("entities", &text.entities.len(), &11)?;
    let again = FormattedText::from_html(&text.to_html())?;
    same("our HTML", &again.normalised(), &text.normalised())?;
    same("the text alone", &strip(HTML), &text.text)?;
    let reading = Race::new("HTML to a text with entities", effort)
        .way("ours: FormattedText::from_html", || {
            FormattedText::from_html(HTML)
        })
        .way("tags cut away, no entities", || strip(HTML));
    let writing = Race::new("HTML from a text with entities", effort)
        .way("ours: FormattedText::to_html", || text.to_html())
        .way("the text copied, no entities", || text.text.clone());
    library::compare(&text, reading, writing)
}

/// Cuts everything between angles away.
fn strip(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((plain, tag)) = rest.split_once('<') {
        text.push_str(plain);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}

#[cfg(not(feature = "html"))]
mod library {
    use super::{FormattedText, Race, Result};

    #[allow(clippy::unnecessary_wraps, reason = "with the feature, it can fail")]
    pub(super) fn compare(_: &FormattedText, reading: Race<'_>, writing: Race<'_>) -> Result<()> {
        reading.run();
        writing.run();
        println!("  (with --features html, the client library's own is compared too)");
        Ok(())
    }
}

#[cfg(feature = "html")]
mod library {
    use grammers_client::parsers::{generate_html_message, parse_html_message};
    use userbot_sdk::text::Entity;

    use super::{FormattedText, HTML, Race, Result, same};

    pub(super) fn compare(
        ours: &FormattedText,
        reading: Race<'_>,
        writing: Race<'_>,
    ) -> Result<()> {
        let (text, entities) = parse_html_message(HTML);
        let theirs = FormattedText::new(&text, entities.iter().map(Entity::from).collect());
        same("their text", &theirs.normalised(), &ours.normalised())?;
        let written = FormattedText::from_html(&generate_html_message(&text, &entities))?;
        same("their HTML", &written.normalised(), &ours.normalised())?;
        reading
            .way("grammers-client: parse_html_message", || {
                parse_html_message(HTML)
            })
            .run();
        writing
            .way("grammers-client: generate_html_message", || {
                generate_html_message(&text, &entities)
            })
            .run();
        Ok(())
    }
}
