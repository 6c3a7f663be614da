//! Whatever people do: numbers have no gaps, and the difference from any point leads to the same state.

use crate::support::{Client, Pushes, b, edit, listen, message, text};
use grammers_tl_types::{enums, functions as f, types};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use userbot_testkit::world::{Chat, Message, User, World};

/// What a client knows of one box.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    pts: i32,
    messages: BTreeMap<i32, (String, bool)>,
    pinned: BTreeSet<i32>,
    read_in: BTreeMap<Vec<u8>, i32>,
    read_out: BTreeMap<Vec<u8>, i32>,
}

impl Model {
    fn put(&mut self, message: &enums::Message) {
        let edited =
            matches!(message, enums::Message::Message(message) if message.edit_date.is_some());
        if let enums::Message::Message(message) = message
            && message.pinned
        {
            self.pinned.insert(message.id);
        }
        self.messages.insert(message.id(), (text(message), edited));
    }

    fn count(&mut self, pts: i32, count: i32) {
        assert_eq!(self.pts + count, pts, "a gap in the numbers");
        self.pts = pts;
    }

    fn delete(&mut self, ids: &[i32]) {
        for id in ids {
            self.messages.remove(id);
            self.pinned.remove(id);
        }
    }

    fn pin(&mut self, ids: &[i32], pinned: bool) {
        for id in ids {
            if !pinned {
                self.pinned.remove(id);
            } else if self.messages.contains_key(id) {
                self.pinned.insert(*id);
            }
        }
    }

    /// Applies an update without its number.
    fn apply(&mut self, update: &enums::Update) {
        use enums::Update as U;
        match update {
            U::NewMessage(update) => self.put(&update.message),
            U::NewChannelMessage(update) => self.put(&update.message),
            U::EditMessage(update) => self.put(&update.message),
            U::EditChannelMessage(update) => self.put(&update.message),
            U::DeleteMessages(update) => self.delete(&update.messages),
            U::DeleteChannelMessages(update) => self.delete(&update.messages),
            U::PinnedMessages(update) => self.pin(&update.messages, update.pinned),
            U::PinnedChannelMessages(update) => self.pin(&update.messages, update.pinned),
            U::ReadHistoryInbox(update) => {
                self.read_in.insert(b(&update.peer), update.max_id);
            }
            U::ReadHistoryOutbox(update) => {
                self.read_out.insert(b(&update.peer), update.max_id);
            }
            _ => {}
        }
    }
}

/// The box that an update belongs to, and its numbers.
fn numbers(update: &enums::Update) -> Option<(bool, i32, i32)> {
    use enums::Update as U;
    Some(match update {
        U::NewMessage(u) => (false, u.pts, u.pts_count),
        U::EditMessage(u) => (false, u.pts, u.pts_count),
        U::DeleteMessages(u) => (false, u.pts, u.pts_count),
        U::PinnedMessages(u) => (false, u.pts, u.pts_count),
        U::ReadHistoryInbox(u) => (false, u.pts, u.pts_count),
        U::ReadHistoryOutbox(u) => (false, u.pts, u.pts_count),
        U::ReadMessagesContents(u) => (false, u.pts, u.pts_count),
        U::FolderPeers(u) => (false, u.pts, u.pts_count),
        U::NewChannelMessage(u) => (true, u.pts, u.pts_count),
        U::EditChannelMessage(u) => (true, u.pts, u.pts_count),
        U::DeleteChannelMessages(u) => (true, u.pts, u.pts_count),
        U::PinnedChannelMessages(u) => (true, u.pts, u.pts_count),
        _ => return None,
    })
}

struct Story {
    world: World,
    me: Client,
    people: Vec<User>,
    chats: Vec<Chat>,
    pushes: Arc<Pushes>,
    common: Vec<Model>,
    channel: Vec<Model>,
    random: i64,
    /// What the owner deleted for itself alone.
    hidden: BTreeSet<i32>,
}

#[derive(Clone, Debug)]
struct Step {
    who: usize,
    act: usize,
    chat: usize,
    pick: usize,
    by_call: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0..3_usize,
        0..10_usize,
        0..3_usize,
        0..64_usize,
        any::<bool>(),
    );
    let step = step.prop_map(|(who, act, chat, pick, by_call)| Step {
        who,
        act,
        chat,
        pick,
        by_call,
    });
    prop::collection::vec(step, 1..40)
}

impl Story {
    fn new() -> Self {
        let world = World::new();
        let (ann, bob) = (world.user("Ann"), world.user("Bob"));
        let group = world.group("Group").members([&ann, &bob]).create();
        let big = world.supergroup("Big").members([&ann, &bob]).create();
        for admin in [&ann, &bob] {
            world.owner().promote(&big, admin);
        }
        ann.send_to_owner("first");
        let me = Client::new(&world, &world.owner(), 1);
        let pushes = listen(&world);
        let people = vec![world.owner(), ann.clone(), bob];
        let chats = vec![ann.chat(), group, big];
        let mut story = Self {
            world,
            me,
            people,
            chats,
            pushes,
            common: vec![],
            channel: vec![],
            random: 0,
            hidden: BTreeSet::new(),
        };
        let enums::updates::State::State(state) = story.me.ok(&f::updates::GetState {});
        let peer = story.me.peer(&story.chats[2]);
        let enums::messages::Messages::ChannelMessages(all) =
            story.me.ok(&crate::support::history(peer))
        else {
            panic!("a channel")
        };
        let (mut common, mut channel) = (
            Model::default(),
            Model {
                pts: all.pts,
                ..Model::default()
            },
        );
        common.pts = state.pts;
        for message in &all.messages {
            channel.put(message);
        }
        for chat in &story.chats[..2] {
            let peer = story.me.peer(chat);
            for message in crate::support::messages(story.me.ok(&crate::support::history(peer))).0 {
                common.put(&message);
            }
        }
        story.common.push(common);
        story.channel.push(channel);
        story
    }

    fn take(&mut self, updates: &[enums::Update]) {
        for update in updates {
            let Some((channel, pts, count)) = numbers(update) else {
                continue;
            };
            let models = if channel {
                &mut self.channel
            } else {
                &mut self.common
            };
            let mut model = models.last().unwrap().clone();
            model.count(pts, count);
            model.apply(update);
            models.push(model);
        }
    }

    /// Takes the numbers of an answer that has no updates.
    fn affected(&mut self, channel: bool, pts: i32, count: i32, ids: &[i32]) {
        let models = if channel {
            &mut self.channel
        } else {
            &mut self.common
        };
        let mut model = models.last().unwrap().clone();
        if count > 0 {
            model.count(pts, count);
        }
        model.delete(ids);
        models.push(model);
    }

    fn pick(&self, step: &Step, own: bool) -> Option<Message> {
        let who = &self.people[step.who];
        let chat = self.chat(step);
        let mut all: Vec<Message> = chat.messages();
        let hidden = |message: &Message| {
            step.who == 0 && step.chat != 2 && self.hidden.contains(&message.id())
        };
        all.retain(|message| {
            !hidden(message)
                && !message.text().is_empty()
                && (!own || message.sender() == *who)
                && !message.is_forwarded()
        });
        (!all.is_empty()).then(|| all.swap_remove(step.pick % all.len()))
    }

    /// Bob has no private chat with the owner in this story.
    fn chat(&self, step: &Step) -> Chat {
        let chat = if step.who == 2 && step.chat == 0 {
            1
        } else {
            step.chat
        };
        self.chats[chat].clone()
    }

    fn run(&mut self, step: &Step) {
        let who = self.people[step.who].clone();
        let chat = self.chat(step);
        self.random += 1;
        let word = format!("text {}", self.random);
        if step.by_call && step.who == 0 {
            self.by_call(step, &chat, &word);
        } else {
            match (step.act, self.pick(step, true), self.pick(step, false)) {
                (0..=2, ..) => drop(who.send(&chat, &word)),
                (3, Some(mine), _) => drop(who.edit(&mine, &word)),
                (4, Some(mine), _) => who.delete(&mine),
                (5, _, Some(any)) => drop(who.reply(&any, &word)),
                (6, _, Some(any)) if any.is_pinned() => who.unpin(&any),
                (6, _, Some(any)) => who.pin(&any),
                (7, ..) => who.read(&chat),
                (8, _, Some(any)) if any.reactions().is_empty() => who.react(&any, "👍"),
                (9, _, Some(any)) => drop(who.forward(&any, &chat)),
                _ => {}
            }
        }
        let pushed = self.pushes.take(self.me.key, self.me.session);
        self.take(&pushed);
    }

    fn by_call(&mut self, step: &Step, chat: &Chat, word: &str) {
        let peer = self.me.peer(chat);
        match (step.act, self.pick(step, true)) {
            (0..=3, _) => {
                let updates = crate::support::list(self.me.ok(&message(peer, word, self.random)));
                self.take(&updates);
            }
            (4 | 5, Some(mine)) => {
                let updates = crate::support::list(self.me.ok(&edit(peer, mine.id(), word)));
                self.take(&updates);
            }
            (6 | 7, Some(mine)) if step.chat == 2 => {
                let request = f::channels::DeleteMessages {
                    channel: self.me.channel(chat),
                    id: vec![mine.id()],
                };
                let enums::messages::AffectedMessages::Messages(done) = self.me.ok(&request);
                self.affected(true, done.pts, done.pts_count, &[mine.id()]);
            }
            (6 | 7, Some(mine)) => {
                let request = f::messages::DeleteMessages {
                    revoke: step.pick.is_multiple_of(2),
                    id: vec![mine.id()],
                };
                let enums::messages::AffectedMessages::Messages(done) = self.me.ok(&request);
                self.hidden.insert(mine.id());
                self.affected(false, done.pts, done.pts_count, &[mine.id()]);
            }
            (8 | 9, _) if step.chat != 2 => {
                let before = self.common.last().unwrap().clone();
                let enums::messages::AffectedMessages::Messages(done) =
                    self.me.ok(&f::messages::ReadHistory { peer, max_id: 0 });
                let mut model = before;
                if done.pts_count > 0 {
                    model.count(done.pts, done.pts_count);
                    let enums::messages::PeerDialogs::Dialogs(dialogs) =
                        self.me.ok(&f::messages::GetPeerDialogs {
                            peers: vec![
                                types::InputDialogPeer {
                                    peer: self.me.peer(chat),
                                }
                                .into(),
                            ],
                        });
                    let enums::Dialog::Dialog(dialog) = &dialogs.dialogs[0] else {
                        panic!("a dialog")
                    };
                    model
                        .read_in
                        .insert(b(&dialog.peer), dialog.read_inbox_max_id);
                }
                self.common.push(model);
            }
            _ => {}
        }
    }

    /// From every number that the client ever had, the difference leads to where it is now.
    fn check(&self) {
        let now = self.common.last().unwrap();
        for earlier in &self.common {
            let mut model = earlier.clone();
            loop {
                let request = f::updates::GetDifference {
                    pts: model.pts,
                    pts_limit: None,
                    pts_total_limit: None,
                    date: i32::MAX,
                    qts: 0,
                    qts_limit: None,
                };
                let (messages, updates, state, last) = match self.me.ok(&request) {
                    enums::updates::Difference::Empty(_) => break,
                    enums::updates::Difference::Difference(d) => {
                        (d.new_messages, d.other_updates, d.state, true)
                    }
                    enums::updates::Difference::Slice(d) => {
                        (d.new_messages, d.other_updates, d.intermediate_state, false)
                    }
                    enums::updates::Difference::TooLong(_) => panic!("too long"),
                };
                for message in &messages {
                    model.put(message);
                }
                for update in &updates {
                    model.apply(update);
                }
                let enums::updates::State::State(state) = state;
                model.pts = state.pts;
                if last {
                    break;
                }
            }
            assert_eq!(&model, now, "from {}", earlier.pts);
        }
        let now = self.channel.last().unwrap();
        for earlier in &self.channel {
            let mut model = earlier.clone();
            loop {
                let request = f::updates::GetChannelDifference {
                    force: false,
                    channel: self.me.channel(&self.chats[2]),
                    filter: enums::ChannelMessagesFilter::Empty,
                    pts: model.pts,
                    limit: 10,
                };
                match self.me.ok(&request) {
                    enums::updates::ChannelDifference::Empty(empty) => {
                        assert_eq!(empty.pts, model.pts);
                        break;
                    }
                    enums::updates::ChannelDifference::Difference(d) => {
                        for message in &d.new_messages {
                            model.put(message);
                        }
                        d.other_updates
                            .iter()
                            .for_each(|update| model.apply(update));
                        model.pts = d.pts;
                    }
                    enums::updates::ChannelDifference::TooLong(_) => panic!("too long"),
                }
            }
            assert_eq!(&model, now, "from {}", earlier.pts);
        }
        // And what the calls say is what the client knows.
        for chat in &self.chats[..2] {
            let peer = self.me.peer(chat);
            for message in crate::support::messages(self.me.ok(&crate::support::history(peer))).0 {
                assert!(
                    self.common
                        .last()
                        .unwrap()
                        .messages
                        .contains_key(&message.id())
                );
            }
        }
        assert!(self.world.owner().id() > 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(230), ..ProptestConfig::default() })]

    #[test]
    fn difference_and_pushes_agree(steps in steps()) {
        let mut story = Story::new();
        for step in &steps {
            story.run(step);
        }
        story.check();
    }

    #[test]
    fn no_bytes_break_a_call(which in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        use userbot_testkit::server::{Backend, Call};
        let story = Story::new();
        let ids: Vec<u32> = userbot_testkit::methods::modelled_ids();
        let call = Call { key_id: 1, session_id: 10, msg_id: 4, layer: 230, dc_id: 2, takeout: None, id: ids[which.index(ids.len())], args: &bytes };
        story.world.call(&call);
    }
}
