//! Telegram's HTML.
//!
//! | Tag | Meaning |
//! |---|---|
//! | `<b>` `<strong>` | bold |
//! | `<i>` `<em>` | italic |
//! | `<u>` `<ins>` | underline |
//! | `<s>` `<strike>` `<del>` | strike |
//! | `<tg-spoiler>` `<spoiler>` `<span class="tg-spoiler">` | spoiler |
//! | `<code>` | code in a line |
//! | `<pre>` `<pre><code class="language-rust">` `<pre language="rust">` | block of code |
//! | `<a href="https://…">` | link; without `href` the text is the address |
//! | `<a href="tg://user?id=42">` | mention of a user |
//! | `<blockquote>` `<blockquote expandable>` | quotation |
//! | `<tg-emoji emoji-id="…">` `<emoji document_id=…>` | custom emoji |
//! | `<br>` | line break |
//!
//! Names of tags and attributes may be in any case, and values may be in double quotes, in single
//! quotes or bare. Known character references are `&lt;` `&gt;` `&amp;` `&quot;` `&apos;` `&nbsp;`
//! and the numeric ones; any other `&` is a plain character, in both modes, as in `AT&T`.
//! Whitespace stays as it is: Telegram's HTML breaks lines where the text does.

mod error;
mod parse;
mod render;
mod tag;

pub use error::{HtmlError, HtmlErrorKind};
pub use render::escape;

pub(super) use parse::{parse, parse_lossy};
pub(super) use render::render;
