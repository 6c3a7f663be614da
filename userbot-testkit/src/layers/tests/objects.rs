//! What clients of some layers rely on in answers and updates, with values that are looked at.

use grammers_tl_types::{Deserializable, Identifiable, Serializable, enums, functions, types};

use super::super::schema::{self, Schema, Type};
use super::super::value::Value;
use super::super::{Error, downgrade_object, downgrade_result, upgrade_call};
use super::{Bytes, downgraded, elements, field, inner, read, read_object, text};

fn user() -> types::User {
    let mut user = types::User::from_bytes(&[0; 16]).unwrap();
    user.id = 5_000_000_000;
    user.is_self = true;
    user.access_hash = Some(-7);
    user.first_name = Some("Ann".to_owned());
    user.username = Some("ann".to_owned());
    user.status = Some(enums::UserStatus::Recently(types::UserStatusRecently {
        by_me: true,
    }));
    user.stories_max_id = Some(enums::RecentStory::Story(types::RecentStory {
        live: false,
        max_id: Some(12),
    }));
    user
}

fn message() -> types::Message {
    let peer = enums::Peer::User(types::PeerUser {
        user_id: 5_000_000_000,
    });
    let bytes = Bytes::default()
        .add(&0_i32)
        .add(&0_i32)
        .add(&31_i32)
        .add(&peer)
        .add(&1_700_000_000);
    let mut message = types::Message::from_bytes(&bytes.text("hello").0).unwrap();
    message.out = true;
    message
}

#[test]
fn a_user_keeps_everything_that_the_layer_has() {
    for layer in schema::older_layers() {
        downgraded(&enums::User::User(user()), "User", layer, |user| {
            assert_eq!(user.name, "user");
            assert_eq!(field(user, "id"), &Value::Long(5_000_000_000));
            assert_eq!(field(user, "self"), &Value::True);
            assert_eq!(field(user, "access_hash"), &Value::Long(-7));
            assert_eq!(field(user, "first_name"), &text("Ann"));
            assert_eq!(field(user, "username"), &text("ann"));
            assert_eq!(inner(user, "status").name, "userStatusRecently");
            assert_eq!(user.get("last_name"), None);
        });
    }
}

#[test]
fn the_latest_story_is_a_number_in_older_layers() {
    downgraded(&enums::User::User(user()), "User", 214, |user| {
        assert_eq!(field(user, "stories_max_id"), &Value::Int(12));
    });
    downgraded(&enums::User::User(user()), "User", 158, |user| {
        assert_eq!(user.get("stories_max_id"), None);
    });
}

#[test]
fn a_message_keeps_everything_that_the_layer_has() {
    let mut sent = message();
    sent.views = Some(3);
    sent.forwards = Some(4);
    sent.from_rank = Some("boss".to_owned());
    sent.reply_to = Some(enums::MessageReplyHeader::Header({
        let mut header = types::MessageReplyHeader::from_bytes(&[0; 4]).unwrap();
        header.reply_to_msg_id = Some(30);
        header.quote_text = Some("he".to_owned());
        header
    }));
    sent.entities = Some(vec![
        enums::MessageEntity::Bold(types::MessageEntityBold {
            offset: 0,
            length: 2,
        }),
        enums::MessageEntity::TonAddress(types::MessageEntityTonAddress {
            offset: 1,
            length: 1,
        }),
        enums::MessageEntity::Code(types::MessageEntityCode {
            offset: 2,
            length: 3,
        }),
    ]);
    for layer in schema::older_layers() {
        downgraded(
            &enums::Message::Message(sent.clone()),
            "Message",
            layer,
            |message| {
                assert_eq!(message.name, "message");
                assert_eq!(field(message, "message"), &text("hello"));
                assert_eq!(field(message, "id"), &Value::Int(31));
                assert_eq!(field(message, "out"), &Value::True);
                assert_eq!(field(message, "views"), &Value::Int(3));
                assert_eq!(field(message, "forwards"), &Value::Int(4));
                assert_eq!(
                    field(inner(message, "peer_id"), "user_id"),
                    &Value::Long(5_000_000_000)
                );
                assert_eq!(
                    field(inner(message, "reply_to"), "reply_to_msg_id"),
                    &Value::Int(30)
                );
                let entities = elements(message, "entities");
                let names: Vec<_> = entities.iter().map(|entity| entity.name).collect();
                assert_eq!(names, ["messageEntityBold", "messageEntityCode"]);
            },
        );
    }
}

#[test]
fn media_and_actions_that_a_layer_has_not_say_so() {
    let mut sent = message();
    sent.media = Some(enums::MessageMedia::ToDo({
        let title = enums::TextWithEntities::Entities(types::TextWithEntities {
            text: "list".to_owned(),
            entities: Vec::new(),
        });
        types::MessageMediaToDo {
            todo: enums::TodoList::List(types::TodoList {
                others_can_append: false,
                others_can_complete: false,
                title,
                list: Vec::new(),
            }),
            completions: None,
        }
    }));
    let sent = enums::Message::Message(sent);
    downgraded(&sent, "Message", 158, |message| {
        assert_eq!(inner(message, "media").name, "messageMediaUnsupported");
    });
    downgraded(&sent, "Message", 214, |message| {
        assert_eq!(inner(message, "media").name, "messageMediaToDo");
    });
    let action = enums::MessageAction::BoostApply(types::MessageActionBoostApply { boosts: 2 });
    downgraded(&action, "MessageAction", 158, |action| {
        assert_eq!(action.name, "messageActionEmpty");
    });
}

#[test]
fn buttons_have_a_constructor_for_each_kind_in_older_layers() {
    let button = |text: &str, r#type| {
        let text = text.to_owned();
        types::KeyboardInlineButton {
            style: None,
            text,
            r#type,
        }
        .into()
    };
    let markup = enums::ReplyMarkup::ReplyInlineMarkup(types::ReplyInlineMarkup {
        force_reply: false,
        rows: vec![
            types::KeyboardInlineButtonRow {
                buttons: vec![
                    button(
                        "Yes",
                        enums::InlineButtonType::Callback(types::InlineButtonTypeCallback {
                            requires_password: true,
                            data: b"y".to_vec(),
                        }),
                    ),
                    button(
                        "Open",
                        enums::InlineButtonType::Url(types::InlineButtonTypeUrl {
                            url: "https://a.b".to_owned(),
                        }),
                    ),
                    button(
                        "Copy",
                        enums::InlineButtonType::Copy(types::InlineButtonTypeCopy {
                            copy_text: "c".to_owned(),
                        }),
                    ),
                ],
            }
            .into(),
        ],
    });
    for (layer, expected) in [(227, 3), (214, 3), (158, 2)] {
        downgraded(&markup, "ReplyMarkup", layer, |markup| {
            let rows = elements(markup, "rows");
            let buttons = elements(rows[0], "buttons");
            assert_eq!(buttons.len(), expected, "layer {layer}");
            assert_eq!(buttons[0].name, "keyboardButtonCallback");
            assert_eq!(field(buttons[0], "text"), &text("Yes"));
            assert_eq!(field(buttons[0], "data"), &text("y"));
            assert_eq!(field(buttons[0], "requires_password"), &Value::True);
            assert_eq!(buttons[1].name, "keyboardButtonUrl");
            assert_eq!(field(buttons[1], "url"), &text("https://a.b"));
        });
    }
}

fn updates(list: Vec<enums::Update>) -> enums::Updates {
    enums::Updates::Updates(types::Updates {
        updates: list,
        users: vec![enums::User::User(user())],
        chats: Vec::new(),
        date: 4,
        seq: 0,
    })
}

fn wallet() -> enums::Update {
    enums::Update::WalletState(types::UpdateWalletState {
        state: enums::WalletState::Empty(types::WalletStateEmpty::from_bytes(&[0; 64]).unwrap()),
    })
}

#[test]
fn updates_that_a_layer_has_not_are_left_out() {
    let sent = updates(vec![
        wallet(),
        types::UpdateNewMessage {
            message: enums::Message::Message(message()),
            pts: 2,
            pts_count: 1,
        }
        .into(),
    ]);
    for layer in [229, 227, 158] {
        downgraded(&sent, "Updates", layer, |updates| {
            let list = elements(updates, "updates");
            assert_eq!(list.len(), 1);
            assert_eq!(list[0].name, "updateNewMessage");
            assert_eq!(field(list[0], "pts"), &Value::Int(2));
            assert_eq!(elements(updates, "users").len(), 1);
        });
    }
    let short = enums::Updates::UpdateShort(types::UpdateShort {
        update: wallet(),
        date: 8,
    });
    downgraded(&short, "Updates", 229, |updates| {
        assert_eq!(updates.name, "updates");
        assert_eq!(field(updates, "date"), &Value::Int(8));
        assert!(elements(updates, "updates").is_empty());
    });
}

#[test]
fn results_are_what_the_method_answered_in_that_layer() {
    let joined = types::messages::ChatInviteJoinResultOk {
        updates: updates(Vec::new()),
    };
    let joined = enums::messages::ChatInviteJoinResult::Ok(joined).to_bytes();
    let join = functions::channels::JoinChannel::CONSTRUCTOR_ID;
    let converted = downgrade_result(join, &joined, 214).unwrap();
    assert_eq!(
        read_object(&converted, "Updates", &schema::older(214)).name,
        "updates"
    );

    let invited = types::messages::InvitedUsers {
        updates: updates(Vec::new()),
        missing_invitees: Vec::new(),
    };
    let invited = enums::messages::InvitedUsers::Users(invited).to_bytes();
    let create = functions::messages::CreateChat::CONSTRUCTOR_ID;
    let converted = downgrade_result(create, &invited, 158).unwrap();
    assert_eq!(
        read_object(&converted, "Updates", &schema::older(158)).name,
        "updates"
    );

    let filters = enums::messages::DialogFilters::Filters(types::messages::DialogFilters {
        tags_enabled: false,
        filters: vec![enums::DialogFilter::Default],
    })
    .to_bytes();
    let get = functions::messages::GetDialogFilters::CONSTRUCTOR_ID;
    let converted = downgrade_result(get, &filters, 158).unwrap();
    let kind = Type::Vector(Box::new(Type::Boxed("DialogFilter")));
    let Value::Vector(filters) = read(&converted, &kind, &schema::older(158)) else {
        panic!()
    };
    assert_eq!(filters.len(), 1);

    let users = vec![enums::User::User(user()), types::UserEmpty { id: 3 }.into()].to_bytes();
    let get = functions::users::GetUsers::CONSTRUCTOR_ID;
    let converted = downgrade_result(get, &users, 158).unwrap();
    let kind = Type::Vector(Box::new(Type::Boxed("User")));
    let Value::Vector(users) = read(&converted, &kind, &schema::older(158)) else {
        panic!()
    };
    assert_eq!(users.len(), 2);
}

#[test]
fn what_is_equal_in_both_layers_is_not_copied() {
    let part = functions::upload::SaveFilePart {
        file_id: 1,
        file_part: 0,
        bytes: vec![1; 1000],
    };
    let part = part.to_bytes();
    assert!(matches!(
        upgrade_call(&part, 158),
        Ok(std::borrow::Cow::Borrowed(_))
    ));
    let answer = true.to_bytes();
    let method = functions::upload::SaveFilePart::CONSTRUCTOR_ID;
    assert!(matches!(
        downgrade_result(method, &answer, 158),
        Ok(std::borrow::Cow::Borrowed(_))
    ));
}

#[test]
fn what_cannot_be_converted_is_named() {
    assert_eq!(downgrade_object(&[1, 2], 229), Err(Error::Truncated));
    assert_eq!(
        upgrade_call(&[0; 4], 229),
        Err(Error::UnknownConstructor(0))
    );
    let wallet = wallet().to_bytes();
    let Err(error) = downgrade_object(&wallet, 229) else {
        panic!()
    };
    assert_eq!(
        error.to_string(),
        "layer 229 has no form for updateWalletState"
    );
    let mut user = enums::User::User(user()).to_bytes();
    user.extend([0; 4]);
    assert_eq!(downgrade_object(&user, 214), Err(Error::LeftOver(4)));
    let method = functions::users::GetUsers::CONSTRUCTOR_ID;
    let nobody = Vec::<enums::User>::new().to_bytes();
    assert_eq!(
        downgrade_result(method, &nobody[..6], 214),
        Err(Error::Truncated)
    );
}

#[test]
fn deep_nesting_is_an_error() {
    // textBold holds a RichText.
    let newest: &Schema = &schema::newest();
    let bold = newest.constructor("textBold").unwrap().id;
    let bytes = std::iter::repeat_n(bold.to_le_bytes(), 100_000)
        .flatten()
        .collect::<Vec<_>>();
    assert_eq!(downgrade_object(&bytes, 158), Err(Error::TooDeep));
}
