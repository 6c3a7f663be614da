//! What a client asks for while its user writes a message.

use super::{Ctx, Method, method};
use crate::world::data::place::Place;
use crate::world::refusal::{Outcome, Refusal};
use crate::world::view::{Detail, Peers};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Human,
        f::channels::GetSendAs,
        get_send_as,
        "oneself only: nobody writes in the name of a channel"
    ),
    method!(
        SignedIn,
        f::messages::GetWebPagePreview,
        get_web_page_preview,
        "no preview: there is no web behind the world"
    ),
];

fn get_send_as(
    ctx: &mut Ctx<'_>,
    request: &f::channels::GetSendAs,
) -> Outcome<enums::channels::SendAsPeers> {
    if !matches!(
        ctx.state.input_peer(ctx.me, &request.peer)?,
        Place::Channel(_)
    ) {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    }
    let mut peers = Peers::default();
    peers.user(ctx.me);
    let oneself = types::SendAsPeer {
        premium_required: false,
        peer: types::PeerUser { user_id: ctx.me }.into(),
    };
    Ok(types::channels::SendAsPeers {
        peers: vec![oneself.into()],
        chats: Vec::new(),
        users: ctx.state.users_of(ctx.me, &peers, Detail::Full),
    }
    .into())
}

fn get_web_page_preview(
    _: &mut Ctx<'_>,
    request: &f::messages::GetWebPagePreview,
) -> Outcome<enums::messages::WebPagePreview> {
    if request.message.trim().is_empty() {
        return Err(Refusal::bad("MESSAGE_EMPTY"));
    }
    Ok(types::messages::WebPagePreview {
        media: enums::MessageMedia::Empty,
        chats: Vec::new(),
        users: Vec::new(),
    }
    .into())
}
