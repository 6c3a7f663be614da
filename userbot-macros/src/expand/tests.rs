//! Whole expansions: what they look like, how long they are, and what is left after a mistake.

use proc_macro2::TokenStream;
use quote::quote;

use super::{choice, config, handler, handlers, module, test};
use crate::model::Attr;

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

fn example() -> TokenStream {
    quote! {
        impl Notes {
            /// Adds a note.
            #[command(
                alias = "a", doc(ru = "Добавляет заметку."), scope(private, saved), only(owner),
                cooldown = "1m30s", usage = "<text>",
            )]
            #[cfg(unix)]
            async fn cmd_add(&self, ctx: &Context, args: AddArgs) -> Result<()> { body() }

            #[command(hidden)]
            async fn list(&self, ctx: &Context) -> Result<()> { body() }

            /// Sees orders.
            #[watcher(incoming, chat(-1001234, "@shop", me), regex = r"order-\d", any(text, not(reply)), filter = open)]
            async fn orders(&self, ctx: &Context, msg: &Message) -> Result<()> { body() }

            /// Tidies up.
            #[every("5m")]
            async fn tidy(&self, ctx: &Context) -> Result<()> { body() }

            /// Greets.
            #[cron("30 8 * * mon-fri", zone = "Europe/Berlin", overlap = queue, jitter = "30s",
                backoff = "1h", autostart = false, catch_up)]
            async fn greet(&self, ctx: &Context) -> Result<()> { body() }
        }
    }
}

#[test]
fn an_expansion_is_data_and_function_pointers() {
    insta::assert_snapshot!(pretty(handlers(TokenStream::new(), &example())));
}

#[test]
fn a_derived_module_is_its_description() {
    let input = quote! {
        /// Keeps notes.
        #[derive(Module, Default)]
        #[module(doc(ru = "Хранит заметки."))]
        pub struct Notes;
    };
    insta::assert_snapshot!(pretty(module(input)));
}

#[test]
fn what_a_module_needs_and_offers_is_data_too() {
    let input = quote! {
        /// Says whether to take an umbrella.
        #[derive(Module, Default)]
        #[module(needs(crate::Weather, Store<u8>, dyn Forecast), offers(dyn Advice), no_handlers)]
        pub struct Umbrella;
    };
    insta::assert_snapshot!(pretty(module(input)));
}

#[test]
fn a_choice_is_its_options() {
    let input = quote! {
        enum Mode {
            /// Answers at once.
            #[choice(doc(ru = "Отвечает сразу."))]
            VeryFast,
            #[choice(name = "0")]
            Off,
        }
    };
    insta::assert_snapshot!(pretty(choice(input)));
}

#[test]
fn a_derived_module_with_options_names_their_type() {
    let input = quote! {
        /// Keeps notes.
        #[derive(Module, Default)]
        #[module(config = settings::NotesConfig, hooks)]
        pub struct Notes;
    };
    insta::assert_snapshot!(pretty(module(input)));
}

#[test]
fn a_derived_config_is_a_table() {
    let input = quote! {
        #[derive(Config)]
        struct NotesConfig {
            /// Notes kept.
            #[config(default = 10, validator = Integer::between(1, 100), doc(ru = "Сколько заметок."))]
            limit: i64,
            /// Key of the service.
            #[config(name = "api-key")]
            #[cfg(unix)]
            api_key: Option<Secret>,
        }
    };
    insta::assert_snapshot!(pretty(config(input)));
}

#[test]
fn a_config_with_a_mistake_is_still_a_config() {
    let input = quote! {
        struct NotesConfig {
            #[config(defualt = 10)]
            limit: i64,
            #[config(name = "LIMIT")]
            other: i64,
        }
    };
    let output = pretty(config(input));
    assert_eq!(output.matches("compile_error!").count(), 3, "{output}");
    assert!(output.contains("Config for NotesConfig"), "{output}");
    assert!(!output.contains("OptionRow"), "{output}");
}

#[test]
fn a_free_command_submits_itself() {
    let item = quote! {
        /// Answers "pong".
        async fn ping(ctx: &Context, text: Raw) -> Result<()> { body() }
    };
    insta::assert_snapshot!(pretty(handler(Attr::Command, TokenStream::new(), item)));
}

#[test]
fn a_test_hands_its_body_to_the_testkit() {
    let item = quote! {
        #[ignore]
        async fn answers() -> TestResult { body() }
    };
    insta::assert_snapshot!(pretty(test(TokenStream::new(), &item)));
}

/// Counts the lines that one more handler adds to an expansion, besides its own.
fn lines_of(method: &TokenStream) -> usize {
    let lines = |method: &TokenStream| {
        let block = quote! {
            impl Notes {
                #[every("5m")]
                async fn tidy(&self, ctx: &Context) -> Result<()> {}
                #method
            }
        };
        let written = pretty(block.clone()).lines().count();
        pretty(handlers(TokenStream::new(), &block)).lines().count() - written
    };
    lines(method) - lines(&TokenStream::new())
}

#[test]
fn a_handler_costs_at_most_forty_five_lines() {
    let command = quote! {
        /// Adds a note.
        #[command(alias = "a", scope(private), only(owner), cooldown = "3s", doc(ru = "Добавляет."), usage = "x")]
        async fn add(&self, ctx: &Context, args: AddArgs) -> Result<()> {}
    };
    let watcher = quote! {
        /// Sees all.
        #[watcher(incoming, private, text)]
        async fn seen(&self, ctx: &Context, msg: &Message) -> Result<()> {}
    };
    for method in [command, watcher] {
        let lines = lines_of(&method);
        assert!((20..=45).contains(&lines), "{lines}");
    }
}

#[test]
fn a_marked_item_passes_through_unchanged() {
    let item = quote!(async fn x(&self) { anything at all });
    let output = handler(Attr::Command, quote!(__inside_handlers), item.clone());
    assert_eq!(output.to_string(), item.to_string());
}

#[test]
fn a_mistake_costs_only_its_row() {
    let block = quote! {
        impl Notes {
            #[command(nmae = "x")]
            fn broken(self) {}

            #[command]
            async fn fine(&self, ctx: &Context) -> Result<()> {}
        }
    };
    let output = pretty(handlers(TokenStream::new(), &block));
    assert_eq!(output.matches("compile_error!").count(), 5, "{output}");
    assert!(output.contains("fn broken(self) {}"), "{output}");
    assert_eq!(output.matches("CommandRow {").count(), 1, "{output}");
    assert!(output.contains("name: \"fine\""), "{output}");
    assert!(output.contains("Handlers for Notes"), "{output}");
    assert_eq!(
        output.matches("#[command(__inside_handlers)]").count(),
        2,
        "{output}"
    );
}

#[test]
fn items_of_the_wrong_kind_are_kept() {
    for item in [
        quote!(
            struct Notes;
        ),
        quote!(
            mod x {}
        ),
        quote!(
            const X: u8 = 1;
        ),
    ] {
        let text = item.to_string();
        for output in [
            handlers(TokenStream::new(), &item),
            handler(Attr::Command, TokenStream::new(), item.clone()),
            test(TokenStream::new(), &item),
        ] {
            let output = output.to_string();
            assert!(
                output.starts_with(&text) && output.contains("compile_error"),
                "{output}"
            );
        }
    }
}
