use userbot_sdk::prelude::*;

#[derive(Choice)]
enum Mode<T> {
    Fast,
    Slow(std::marker::PhantomData<T>),
}

fn main() {}
