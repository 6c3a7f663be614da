//! Who needs whom, and the order that follows from it.

use super::catalogue::Loader;
use super::needs::{Need, ResolvedNeed, Service};
use super::problem::{Problem, ProblemKind};
use super::registry::Source;

impl Source {
    fn needs(&self) -> &'static [Need] {
        match &self.loader {
            Loader::Entry(entry) => entry.needs,
            Loader::Free(_) => &[],
        }
    }

    /// Returns the services that it offers.
    pub(super) fn offers(&self) -> &'static [Service] {
        match &self.loader {
            Loader::Entry(entry) => entry.offers,
            Loader::Free(_) => &[],
        }
    }

    fn satisfies(&self, need: &Need) -> bool {
        let id = (need.id)();
        if need.service {
            return self.offers().iter().any(|offer| (offer.id)() == id);
        }
        matches!(&self.loader, Loader::Entry(entry) if (entry.type_id)() == id)
    }
}

/// Sorts modules so that each comes after those that it needs, and otherwise stays where it is.
/// What is missing, and who needs whom in a circle, is added to the problems.
pub(super) fn sort<'a>(sources: Vec<&'a Source>, problems: &mut Vec<Problem>) -> Vec<&'a Source> {
    for source in &sources {
        for need in source.needs() {
            if !sources.iter().any(|other| other.satisfies(need)) {
                problems.push(missing(source, need));
            }
        }
    }
    let waits_for = |from: &Source, to: &Source| {
        let mut needs = from.needs().iter();
        needs.any(|need| to.satisfies(need))
    };
    let mut sorted: Vec<&Source> = Vec::with_capacity(sources.len());
    let mut rest = sources;
    while !rest.is_empty() {
        let free = rest
            .iter()
            .position(|source| !rest.iter().any(|other| waits_for(source, other)));
        let Some(free) = free else {
            problems.push(circle(&rest, waits_for));
            sorted.append(&mut rest);
            break;
        };
        sorted.push(rest.remove(free));
    }
    sorted
}

/// Gives the needs of a module of the sorted list, with the places of those who satisfy them.
pub(super) fn resolve(source: &Source, sorted: &[&Source]) -> Vec<ResolvedNeed> {
    let needs = source.needs().iter();
    needs
        .map(|need| ResolvedNeed {
            need: *need,
            providers: (0..sorted.len())
                .filter(|place| sorted[*place].satisfies(need))
                .collect(),
        })
        .collect()
}

fn missing(source: &Source, need: &Need) -> Problem {
    let help = if need.service {
        format!(
            "add a module that offers it with `#[module(offers({}))]`, or leave `{}` out with \
             `.without(\"{}\")`",
            need.name, source.info.name, source.info.name
        )
    } else {
        format!(
            "add it with `.module::<{}>()`, or name its crate in `.modules(modules!{{ … }})`",
            need.name
        )
    };
    let what = if need.service {
        format!(
            "`{}` needs `{}`, which no module offers",
            source.info.name, need.name
        )
    } else {
        format!(
            "`{}` needs the module `{}`, which is not there",
            source.info.name, need.name
        )
    };
    Problem::new(ProblemKind::Missing, what, help).at(need.location)
}

/// Describes one circle among modules of which each waits for another one.
fn circle(rest: &[&Source], waits_for: impl Fn(&Source, &Source) -> bool) -> Problem {
    // Whoever follows the needs from anywhere comes back to a module that was seen before.
    let mut path: Vec<usize> = Vec::new();
    let mut here = 0;
    while !path.contains(&here) {
        path.push(here);
        here = (0..rest.len())
            .find(|other| waits_for(rest[here], rest[*other]))
            .unwrap_or(here);
    }
    let start = path.iter().position(|seen| *seen == here).unwrap_or(0);
    let path = &path[start..];
    let mut names: Vec<&str> = path.iter().map(|place| rest[*place].info.name).collect();
    let what = if let [alone] = names[..] {
        format!("`{alone}` needs itself")
    } else {
        names.push(names[0]);
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        format!(
            "modules need each other in a circle: {}",
            names.join(" needs ")
        )
    };
    let help = "take one of these needs away: look the module up with `ctx.module` when it is used";
    path.iter().fold(
        Problem::new(ProblemKind::Circle, what, help),
        |problem, place| problem.at(rest[*place].info.location),
    )
}
