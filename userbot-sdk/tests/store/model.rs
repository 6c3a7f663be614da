//! All operations against a model, on every backend.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use userbot_sdk::store::{Db, Key, ListKey, MapKey};

use crate::backends::{Place, TestClock};

const MAP: MapKey<i8, u16> = MapKey::new("same name");
const LIST: ListKey<u16> = ListKey::new("same name");
const BATCHED: Key<u16> = Key::new("batched").batched();

#[derive(Debug, Clone)]
enum Step {
    Set(u8, u16),
    SetFor(u8, u16, u8),
    Remove(u8),
    Update(u8),
    SetBatched(u16),
    UpdateBatched,
    Insert(i8, u16),
    InsertFor(i8, u16, u8),
    RemoveElement(i8),
    UpdateElement(i8),
    ClearMap,
    Push(u16),
    PushFront(u16),
    Pop,
    PopFront,
    Put(u16, u16),
    Take(u16),
    Replace(u16, u16),
    Extend(Vec<u16>),
    ClearList,
    Swap(u8, i8),
    Pass(u8),
    Restart,
    Read,
}

fn step() -> impl Strategy<Value = Step> {
    let name = 0..4_u8;
    let id = -3..3_i8;
    let value = any::<u16>();
    let time = 1..20_u8;
    prop_oneof![
        (name.clone(), value).prop_map(|(k, v)| Step::Set(k, v)),
        (name.clone(), value, time.clone()).prop_map(|(k, v, t)| Step::SetFor(k, v, t)),
        name.clone().prop_map(Step::Remove),
        name.clone().prop_map(Step::Update),
        value.prop_map(Step::SetBatched),
        Just(Step::UpdateBatched),
        (id.clone(), value).prop_map(|(k, v)| Step::Insert(k, v)),
        (id.clone(), value, time.clone()).prop_map(|(k, v, t)| Step::InsertFor(k, v, t)),
        id.clone().prop_map(Step::RemoveElement),
        id.clone().prop_map(Step::UpdateElement),
        Just(Step::ClearMap),
        value.prop_map(Step::Push),
        value.prop_map(Step::PushFront),
        Just(Step::Pop),
        Just(Step::PopFront),
        (value, value).prop_map(|(at, v)| Step::Put(at, v)),
        value.prop_map(Step::Take),
        (value, value).prop_map(|(at, v)| Step::Replace(at, v)),
        proptest::collection::vec(value, 0..150).prop_map(Step::Extend),
        Just(Step::ClearList),
        (name, id).prop_map(|(k, id)| Step::Swap(k, id)),
        time.prop_map(Step::Pass),
        Just(Step::Restart),
        Just(Step::Read),
    ]
}

/// Is a value and the second at which it is gone.
type Timed = (u16, Option<i64>);

#[derive(Default)]
struct Model {
    now: i64,
    values: BTreeMap<String, Timed>,
    map: BTreeMap<i8, Timed>,
    list: Vec<u16>,
}

impl Model {
    fn expire(&mut self) {
        let now = self.now;
        self.values
            .retain(|_, (_, at)| at.is_none_or(|at| now < at));
        self.map.retain(|_, (_, at)| at.is_none_or(|at| now < at));
    }

    fn value(&self, name: &str) -> Option<u16> {
        self.values.get(name).map(|&(value, _)| value)
    }
}

fn name(number: u8) -> String {
    format!("value {number}")
}

fn more(value: Option<u16>) -> u16 {
    value.map_or(1, |value| value.wrapping_add(1))
}

async fn compare(db: &Db, model: &Model) {
    let names: Vec<&String> = model.values.keys().collect();
    assert_eq!(db.keys().await.unwrap().iter().collect::<Vec<_>>(), names);
    for (name, (value, _)) in &model.values {
        assert_eq!(db.get(name).await.unwrap(), Some(*value));
    }
    let elements: Vec<_> = model.map.iter().map(|(&id, &(v, _))| (id, v)).collect();
    let map = db.map(MAP);
    assert_eq!(map.all().await.unwrap(), elements);
    assert_eq!(map.len().await.unwrap(), elements.len() as u64);
    let list = db.list(LIST);
    assert_eq!(list.all().await.unwrap(), model.list);
    assert_eq!(list.len().await.unwrap(), model.list.len() as u64);
    for index in (0..model.list.len()).step_by(37) {
        let stored = list.get(index as u64).await.unwrap();
        assert_eq!(stored, Some(model.list[index]));
    }
}

#[allow(clippy::too_many_lines, reason = "one arm for each operation")]
async fn check(place: &Place, steps: &[Step]) {
    let clock = TestClock::default();
    let mut storage = clock.storage(place.open().await);
    let mut model = Model::default();
    for step in steps {
        let db = storage.db("model");
        let (map, list) = (db.map(MAP), db.list(LIST));
        let at = |seconds: &u8| Some(model.now + i64::from(*seconds));
        let within = |seconds: &u8| Duration::from_secs(u64::from(*seconds));
        let len = model.list.len();
        match step {
            Step::Set(key, value) => {
                db.set(name(*key), value).await.unwrap();
                model.values.insert(name(*key), (*value, None));
            }
            Step::SetFor(key, value, seconds) => {
                db.set_for(name(*key), value, within(seconds))
                    .await
                    .unwrap();
                model.values.insert(name(*key), (*value, at(seconds)));
            }
            Step::Remove(key) => {
                db.remove(name(*key)).await.unwrap();
                model.values.remove(&name(*key));
            }
            Step::Update(key) => {
                let new = more(model.value(&name(*key)));
                assert_eq!(db.update(name(*key), more).await.unwrap(), new);
                model.values.insert(name(*key), (new, None));
            }
            Step::SetBatched(value) => {
                db.set(BATCHED, value).await.unwrap();
                model.values.insert("batched".to_owned(), (*value, None));
            }
            Step::UpdateBatched => {
                let new = more(model.value("batched"));
                assert_eq!(db.update(BATCHED, more).await.unwrap(), new);
                model.values.insert("batched".to_owned(), (new, None));
            }
            Step::Insert(id, value) => {
                let new = map.insert(id, value).await.unwrap();
                assert_eq!(new, model.map.insert(*id, (*value, None)).is_none());
            }
            Step::InsertFor(id, value, seconds) => {
                let until = at(seconds);
                let new = map.insert_for(id, value, within(seconds)).await.unwrap();
                assert_eq!(new, model.map.insert(*id, (*value, until)).is_none());
            }
            Step::RemoveElement(id) => {
                let there = map.remove(id).await.unwrap();
                assert_eq!(there, model.map.remove(id).is_some());
            }
            Step::UpdateElement(id) => {
                let new = more(model.map.get(id).map(|&(value, _)| value));
                assert_eq!(map.update(id, more).await.unwrap(), new);
                model.map.insert(*id, (new, None));
            }
            Step::ClearMap => {
                map.clear().await.unwrap();
                model.map.clear();
            }
            Step::Push(value) => {
                list.push(value).await.unwrap();
                model.list.push(*value);
            }
            Step::PushFront(value) => {
                list.push_front(value).await.unwrap();
                model.list.insert(0, *value);
            }
            Step::Pop => assert_eq!(list.pop().await.unwrap(), model.list.pop()),
            Step::PopFront => {
                let first = (len > 0).then(|| model.list.remove(0));
                assert_eq!(list.pop_front().await.unwrap(), first);
            }
            Step::Put(at, value) => {
                let at = usize::from(*at) % (len + 1);
                list.insert(at as u64, value).await.unwrap();
                model.list.insert(at, *value);
            }
            Step::Take(at) if len > 0 => {
                let at = usize::from(*at) % len;
                let taken = list.remove(at as u64).await.unwrap();
                assert_eq!(taken, model.list.remove(at));
            }
            Step::Replace(at, value) if len > 0 => {
                let at = usize::from(*at) % len;
                list.set(at as u64, value).await.unwrap();
                model.list[at] = *value;
            }
            Step::Take(at) | Step::Replace(at, _) => {
                assert!(list.remove(u64::from(*at)).await.is_err());
            }
            Step::Extend(values) => {
                list.extend(values).await.unwrap();
                model.list.extend(values);
            }
            Step::ClearList => {
                list.clear().await.unwrap();
                model.list.clear();
            }
            Step::Swap(key, id) => {
                let (key, id) = (name(*key), *id);
                let named = &key;
                db.transaction(|tx| async move {
                    let value = tx.get::<u16>(named).await?;
                    let element = tx.map(MAP).get(&id).await?;
                    match element {
                        Some(element) => tx.set(named, &element)?,
                        None => tx.remove(named)?,
                    }
                    match value {
                        Some(value) => tx.map(MAP).insert(&id, &value).await?,
                        None => tx.map(MAP).remove(&id).await?,
                    };
                    if let Some(value) = value {
                        tx.list(LIST).push(&value).await?;
                    }
                    Ok(())
                })
                .await
                .unwrap();
                let value = model.values.remove(&key).map(|(value, _)| value);
                let element = model.map.remove(&id).map(|(value, _)| value);
                if let Some(value) = value {
                    model.map.insert(id, (value, None));
                    model.list.push(value);
                }
                if let Some(element) = element {
                    model.values.insert(key, (element, None));
                }
            }
            Step::Pass(seconds) => {
                clock.advance(i64::from(*seconds));
                model.now += i64::from(*seconds);
                model.expire();
            }
            Step::Restart => {
                storage.flush().await.unwrap();
                if !matches!(place, Place::Memory(_)) {
                    storage.close().await.unwrap();
                }
                drop((db, map, list));
                storage = clock.storage(place.open().await);
            }
            Step::Read => compare(&db, &model).await,
        }
    }
    compare(&storage.db("model"), &model).await;
    storage.db("model").clear().await.unwrap();
    compare(&storage.db("model"), &Model::default()).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn behaves_as_the_model_on_every_backend(steps in proptest::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        for place in Place::all() {
            runtime.block_on(check(&place, &steps));
        }
    }
}
