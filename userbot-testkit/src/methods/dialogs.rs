//! Chat lists.

use super::{Ctx, Method, method};
use crate::world::data::State;
use crate::world::data::mailbox::What;
use crate::world::data::place::Place;
use crate::world::data::user::Dialog;
use crate::world::refusal::{Outcome, Refusal, bad};
use crate::world::tl::{b, bare, int, size, z};
use crate::world::view::Peers;
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::messages::GetDialogs,
        get_dialogs,
        "in pages, by folder, with and without the pinned"
    ),
    method!(
        Human,
        f::messages::GetPeerDialogs,
        get_peer_dialogs,
        "single chats"
    ),
    method!(
        Human,
        f::messages::GetPinnedDialogs,
        get_pinned_dialogs,
        "by folder"
    ),
    method!(
        Human,
        f::messages::MarkDialogUnread,
        mark_dialog_unread,
        "the mark without messages"
    ),
    method!(
        Human,
        f::messages::GetDialogUnreadMarks,
        get_dialog_unread_marks,
        "all chats with the mark"
    ),
    method!(
        Human,
        f::messages::ToggleDialogPin,
        toggle_dialog_pin,
        "up to five"
    ),
    method!(
        Human,
        f::folders::EditPeerFolders,
        edit_peer_folders,
        "into the archive and back"
    ),
    method!(
        Human,
        f::account::GetNotifySettings,
        get_notify_settings,
        "of one chat"
    ),
    method!(
        Human,
        f::account::UpdateNotifySettings,
        update_notify_settings,
        "of one chat"
    ),
];

fn get_dialogs(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetDialogs,
) -> Outcome<enums::messages::Dialogs> {
    let folder = request.folder_id.unwrap_or(0);
    let pinned = |state: &State, place: Place| {
        state
            .dialog(ctx.me, place)
            .is_some_and(|dialog| dialog.pinned.is_some())
    };
    let mut order = ctx.state.dialog_order(ctx.me, folder);
    if request.exclude_pinned {
        order.retain(|(place, ..)| !pinned(ctx.state, *place));
    }
    let total = order.len();
    let after = match &request.offset_peer {
        enums::InputPeer::Empty => None,
        peer => ctx.state.input_peer(ctx.me, peer).ok(),
    };
    if let Some(at) = after.and_then(|after| order.iter().position(|(place, ..)| *place == after)) {
        order.drain(..=at);
    } else if request.offset_date > 0 {
        order.retain(|(place, _, date)| *date < request.offset_date && !pinned(ctx.state, *place));
    }
    let left = order.len();
    order.truncate(size(request.limit).clamp(1, 100));
    let whole = order.len() == total && left == total;
    let places: Vec<Place> = order.into_iter().map(|(place, ..)| place).collect();
    let (dialogs, messages, chats, users) = ctx.state.view_dialogs(ctx.me, &places);
    if whole {
        return Ok(types::messages::Dialogs {
            dialogs,
            messages,
            chats,
            users,
        }
        .into());
    }
    Ok(types::messages::DialogsSlice {
        count: int(total),
        dialogs,
        messages,
        chats,
        users,
    }
    .into())
}

fn peer_dialogs(ctx: &mut Ctx<'_>, places: &[Place]) -> enums::messages::PeerDialogs {
    let (dialogs, messages, chats, users) = ctx.state.view_dialogs(ctx.me, places);
    let state = super::updates::current(ctx);
    types::messages::PeerDialogs {
        dialogs,
        messages,
        chats,
        users,
        state,
    }
    .into()
}

fn dialog_place(ctx: &Ctx<'_>, input: &enums::InputDialogPeer) -> Outcome<Place> {
    match input {
        enums::InputDialogPeer::Peer(input) => ctx.state.input_peer(ctx.me, &input.peer),
        _ => bad("PEER_ID_INVALID"),
    }
}

fn get_peer_dialogs(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetPeerDialogs,
) -> Outcome<enums::messages::PeerDialogs> {
    let places = request
        .peers
        .iter()
        .map(|peer| dialog_place(ctx, peer))
        .collect::<Outcome<Vec<_>>>()?;
    Ok(peer_dialogs(ctx, &places))
}

fn get_pinned_dialogs(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetPinnedDialogs,
) -> Outcome<enums::messages::PeerDialogs> {
    let order = ctx.state.dialog_order(ctx.me, request.folder_id);
    let places: Vec<Place> = order
        .into_iter()
        .map(|(place, ..)| place)
        .filter(|place| {
            ctx.state
                .dialog(ctx.me, *place)
                .is_some_and(|dialog| dialog.pinned.is_some())
        })
        .collect();
    Ok(peer_dialogs(ctx, &places))
}

fn dialog_mut<'a>(ctx: &'a mut Ctx<'_>, place: Place) -> Outcome<&'a mut Dialog> {
    let me = ctx.state.users.get_mut(&ctx.me);
    me.and_then(|me| me.dialogs.get_mut(&place))
        .ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))
}

fn mark_dialog_unread(ctx: &mut Ctx<'_>, request: &f::messages::MarkDialogUnread) -> Outcome<bool> {
    let place = dialog_place(ctx, &request.peer)?;
    dialog_mut(ctx, place)?.unread_mark = request.unread;
    let mut peers = Peers::default();
    peers.place(place);
    let peer = types::DialogPeer {
        peer: place.peer(ctx.me),
    }
    .into();
    ctx.state.tell(
        ctx.me,
        types::UpdateDialogUnreadMark {
            unread: request.unread,
            peer,
            saved_peer_id: None,
        },
        peers,
    );
    Ok(true)
}

fn get_dialog_unread_marks(
    ctx: &mut Ctx<'_>,
    _: &f::messages::GetDialogUnreadMarks,
) -> Outcome<Vec<enums::DialogPeer>> {
    let dialogs = ctx.state.users.get(&ctx.me).map(|me| &me.dialogs);
    let marked = dialogs.into_iter().flatten();
    let marked = marked.filter(|(_, dialog)| dialog.unread_mark);
    Ok(marked
        .map(|(place, _)| {
            let peer = place.peer(ctx.me);
            types::DialogPeer { peer }.into()
        })
        .collect())
}

fn toggle_dialog_pin(ctx: &mut Ctx<'_>, request: &f::messages::ToggleDialogPin) -> Outcome<bool> {
    let place = dialog_place(ctx, &request.peer)?;
    let me = ctx.state.users.get(&ctx.me);
    let orders: Vec<i32> = me
        .map(|me| {
            me.dialogs
                .values()
                .filter_map(|dialog| dialog.pinned)
                .collect()
        })
        .unwrap_or_default();
    let dialog = dialog_mut(ctx, place)?;
    if request.pinned {
        if dialog.pinned.is_none() && orders.len() >= 5 {
            return bad("PINNED_DIALOGS_TOO_MUCH");
        }
        // A chat that is pinned comes to the top.
        dialog.pinned = Some(orders.iter().min().map_or(1_000, |first| first - 1));
    } else {
        dialog.pinned = None;
    }
    let folder = dialog.folder;
    let mut peers = Peers::default();
    peers.place(place);
    let update = types::UpdateDialogPinned {
        pinned: request.pinned,
        folder_id: (folder != 0).then_some(folder),
        peer: types::DialogPeer {
            peer: place.peer(ctx.me),
        }
        .into(),
    };
    ctx.state.tell(ctx.me, update, peers);
    Ok(true)
}

fn edit_peer_folders(
    ctx: &mut Ctx<'_>,
    request: &f::folders::EditPeerFolders,
) -> Outcome<enums::Updates> {
    let mut moved = Vec::new();
    for enums::InputFolderPeer::Peer(input) in &request.folder_peers {
        if !(0..=1).contains(&input.folder_id) {
            return bad("FOLDER_ID_INVALID");
        }
        let place = ctx.state.input_peer(ctx.me, &input.peer)?;
        let dialog = dialog_mut(ctx, place)?;
        dialog.folder = input.folder_id;
        dialog.pinned = None;
        moved.push((place, input.folder_id));
    }
    let count = int(moved.len());
    ctx.state.record(ctx.me, What::Folders(moved), count);
    Ok(ctx.state.updates_for(ctx.me, Vec::new()))
}

fn get_notify_settings(
    ctx: &mut Ctx<'_>,
    request: &f::account::GetNotifySettings,
) -> Outcome<enums::PeerNotifySettings> {
    match &request.peer {
        enums::InputNotifyPeer::Peer(input) => {
            let place = ctx.state.input_peer(ctx.me, &input.peer)?;
            Ok(ctx.state.view_notify(ctx.me, place))
        }
        _ => Ok(enums::PeerNotifySettings::Settings(bare(&[z()]))),
    }
}

fn update_notify_settings(
    ctx: &mut Ctx<'_>,
    request: &f::account::UpdateNotifySettings,
) -> Outcome<bool> {
    let enums::InputNotifyPeer::Peer(input) = &request.peer else {
        return Ok(true);
    };
    let place = ctx.state.input_peer(ctx.me, &input.peer)?;
    let enums::InputPeerNotifySettings::Settings(wish) = &request.settings;
    let mut settings: types::PeerNotifySettings = bare(&[b(&0_u32)]);
    settings.show_previews = wish.show_previews;
    settings.silent = wish.silent;
    settings.mute_until = wish.mute_until;
    dialog_mut(ctx, place)?.notify = Some(settings.clone());
    let mut peers = Peers::default();
    peers.place(place);
    let peer = types::NotifyPeer {
        peer: place.peer(ctx.me),
    }
    .into();
    ctx.state.tell(
        ctx.me,
        types::UpdateNotifySettings {
            peer,
            notify_settings: enums::PeerNotifySettings::Settings(settings),
        },
        peers,
    );
    Ok(true)
}
