//! What a client asks for while its user writes a message.

use super::{Ctx, Method, method};
use crate::world::data::place::Place;
use crate::world::ops::files::web_page;
use crate::world::refusal::{Outcome, Refusal};
use crate::world::tl::channel_peer;
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::channels::GetSendAs,
        get_send_as,
        "oneself and, in supergroups, own channels"
    ),
    method!(
        SignedIn,
        f::messages::GetWebPagePreview,
        get_web_page_preview,
        "of the pages that the world has"
    ),
];

fn get_send_as(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetSendAs,
) -> Outcome<enums::channels::SendAsPeers> {
    let place = ctx.state.input_peer(ctx.me, &request.peer)?;
    if !matches!(place, Place::Channel(_)) {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    }
    let mut peers = Peers::default();
    peers.user(ctx.me);
    let oneself = types::SendAsPeer {
        premium_required: false,
        peer: types::PeerUser { user_id: ctx.me }.into(),
    };
    let mut names = vec![oneself.into()];
    for id in ctx.state.names_for(ctx.me, place) {
        peers.place(Place::Channel(id));
        names.push(
            types::SendAsPeer {
                premium_required: false,
                peer: channel_peer(id),
            }
            .into(),
        );
    }
    Ok(types::channels::SendAsPeers {
        peers: names,
        chats: ctx.state.chats_of(ctx.me, &peers),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn get_web_page_preview(
    ctx: &mut Ctx<'_>,
    request: &f::messages::GetWebPagePreview,
) -> Outcome<enums::messages::WebPagePreview> {
    if request.message.trim().is_empty() {
        return Err(Refusal::bad("MESSAGE_EMPTY"));
    }
    let page = ctx
        .state
        .pages
        .iter()
        .find(|(url, _)| request.message.contains(url.as_str()))
        .map(|(_, page)| page.clone());
    let media = page.map_or(enums::MessageMedia::Empty, web_page);
    Ok(types::messages::WebPagePreview {
        media,
        chats: Vec::new(),
        users: Vec::new(),
    }
    .into())
}
