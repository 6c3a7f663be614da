//! Who makes a call: the module whose handler runs.

tokio::task_local! {
    static CALLER: &'static str;
}

/// Runs a future in the name of a module, so that its calls are counted there.
pub(crate) fn as_caller<F: Future>(
    module: &'static str,
    future: F,
) -> impl Future<Output = F::Output> {
    CALLER.scope(module, future)
}

/// Returns the module in whose name the present task runs.
pub(crate) fn caller() -> Option<&'static str> {
    CALLER.try_with(|module| *module).ok()
}
