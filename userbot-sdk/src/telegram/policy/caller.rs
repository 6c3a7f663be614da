//! Who makes a call: the module whose handler runs.

use std::cell::Cell;

tokio::task_local! {
    static CALLER: Cell<&'static str>;
}

/// Runs a future in the name of a module, so that its calls are counted there.
pub(crate) fn as_caller<F: Future>(
    module: &'static str,
    future: F,
) -> impl Future<Output = F::Output> {
    CALLER.scope(Cell::new(module), future)
}

/// Does something in the name of modules: of which one, [`hand_on_calls`] says.
pub(crate) fn as_callers<T>(work: impl FnOnce() -> T) -> T {
    CALLER.sync_scope(Cell::new(""), work)
}

/// Goes on in the name of another module, in what runs in the name of one.
pub(crate) fn hand_on_calls(module: &'static str) {
    // Outside of that nobody asks.
    let _ = CALLER.try_with(|caller| caller.set(module));
}

/// Returns the module in whose name the present task runs.
pub(crate) fn caller() -> Option<&'static str> {
    CALLER.try_with(Cell::get).ok()
}
