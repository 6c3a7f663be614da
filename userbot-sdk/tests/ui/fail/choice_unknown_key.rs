use userbot_sdk::prelude::*;

#[derive(Choice)]
#[choice(name = "mode")]
enum Mode {
    #[choice(nmae = "fast")]
    Fast,
    #[choice(name = " slow")]
    Slow,
    #[choice(rename = "off")]
    Off,
    #[choice = "x"]
    On,
    #[choice(doc(ua = "…"))]
    Auto,
}

fn main() {}
