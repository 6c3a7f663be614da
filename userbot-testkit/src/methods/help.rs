//! Configuration, and what clients ask when they start.

use super::{Ctx, Method, method};
use crate::server::PUBLIC_KEY;
use crate::world::refusal::Outcome;
use crate::world::tl::{b, bare, int, z};
use grammers_tl_types::{enums, functions as f, types};

pub(super) const METHODS: &[Method] = &[
    method!(
        Anyone,
        f::help::GetConfig,
        get_config,
        "addresses of the world's data centres, usual limits"
    ),
    method!(
        Anyone,
        f::help::GetNearestDc,
        get_nearest_dc,
        "the data centre that was asked"
    ),
    method!(
        Anyone,
        f::help::GetAppConfig,
        get_app_config,
        "an empty configuration"
    ),
    method!(
        Anyone,
        f::help::GetCdnConfig,
        get_cdn_config,
        "the keys of the delivery network"
    ),
    method!(
        Anyone,
        f::help::GetCountriesList,
        get_countries_list,
        "an empty list"
    ),
    method!(
        Anyone,
        f::langpack::GetDifference,
        langpack_difference,
        "an empty pack"
    ),
    method!(Anyone, f::langpack::GetLangPack, lang_pack, "an empty pack"),
    method!(
        SignedIn,
        f::help::GetTermsOfServiceUpdate,
        get_terms,
        "no new terms"
    ),
    method!(SignedIn, f::help::GetPromoData, get_promo, "no promotion"),
];

fn get_config(ctx: &mut Ctx<'_>, _: &f::help::GetConfig) -> Outcome<enums::Config> {
    let now = ctx.state.now();
    let i = |number: i32| b(&number);
    // The fields from chat_size_max to call_packet_timeout_ms.
    let limits = [
        200,
        200_000,
        100,
        210_000,
        5_000,
        30_000,
        300_000,
        30_000,
        1_500,
        60_000,
        1,
        172_800,
        i32::MAX,
        i32::MAX,
        2_419_200,
        20,
        604_800,
        20_000,
        90_000,
        30_000,
        10_000,
    ];
    let mut fields = vec![
        z(),
        i(now),
        i(now + 3600),
        b(&false),
        i(ctx.dc_id),
        b(&Vec::<enums::DcOption>::new()),
        b(&String::new()),
    ];
    fields.extend(limits.map(i));
    fields.push(b(&"https://t.me/".to_owned()));
    fields.extend([i(1024), i(4096), i(4)]);
    let mut config: types::Config = bare(&fields);
    config.dc_options = ctx
        .state
        .centres
        .iter()
        .map(|(id, centre)| {
            types::DcOption {
                ipv6: centre.ip.contains(':'),
                media_only: false,
                tcpo_only: false,
                cdn: centre.cdn,
                r#static: true,
                this_port_only: true,
                id: *id,
                ip_address: centre.ip.clone(),
                port: i32::from(centre.port),
                secret: None,
            }
            .into()
        })
        .collect();
    config.reactions_default = Some(
        types::ReactionEmoji {
            emoticon: "👍".to_owned(),
        }
        .into(),
    );
    Ok(config.into())
}

fn get_nearest_dc(ctx: &mut Ctx<'_>, _: &f::help::GetNearestDc) -> Outcome<enums::NearestDc> {
    Ok(types::NearestDc {
        country: "NL".to_owned(),
        this_dc: ctx.dc_id,
        nearest_dc: ctx.dc_id,
    }
    .into())
}

fn get_app_config(
    _: &mut Ctx<'_>,
    request: &f::help::GetAppConfig,
) -> Outcome<enums::help::AppConfig> {
    if request.hash == 1 {
        return Ok(enums::help::AppConfig::NotModified);
    }
    let config = types::JsonObject { value: Vec::new() }.into();
    Ok(types::help::AppConfig { hash: 1, config }.into())
}

fn get_cdn_config(ctx: &mut Ctx<'_>, _: &f::help::GetCdnConfig) -> Outcome<enums::CdnConfig> {
    let centres = ctx.state.centres.iter().filter(|(_, centre)| centre.cdn);
    let keys = centres.map(|(dc_id, _)| {
        types::CdnPublicKey {
            dc_id: *dc_id,
            public_key: PUBLIC_KEY.to_owned(),
        }
        .into()
    });
    Ok(types::CdnConfig {
        public_keys: keys.collect(),
    }
    .into())
}

fn get_countries_list(
    _: &mut Ctx<'_>,
    _: &f::help::GetCountriesList,
) -> Outcome<enums::help::CountriesList> {
    Ok(types::help::CountriesList {
        countries: Vec::new(),
        hash: int(0),
    }
    .into())
}

fn langpack_difference(
    _: &mut Ctx<'_>,
    request: &f::langpack::GetDifference,
) -> Outcome<enums::LangPackDifference> {
    let version = request.from_version;
    Ok(types::LangPackDifference {
        lang_code: request.lang_code.clone(),
        from_version: version,
        version,
        strings: Vec::new(),
    }
    .into())
}

fn lang_pack(
    _: &mut Ctx<'_>,
    request: &f::langpack::GetLangPack,
) -> Outcome<enums::LangPackDifference> {
    Ok(types::LangPackDifference {
        lang_code: request.lang_code.clone(),
        from_version: 0,
        version: 1,
        strings: Vec::new(),
    }
    .into())
}

fn get_terms(
    ctx: &mut Ctx<'_>,
    _: &f::help::GetTermsOfServiceUpdate,
) -> Outcome<enums::help::TermsOfServiceUpdate> {
    let expires = ctx.state.now() + 3600;
    Ok(types::help::TermsOfServiceUpdateEmpty { expires }.into())
}

fn get_promo(ctx: &mut Ctx<'_>, _: &f::help::GetPromoData) -> Outcome<enums::help::PromoData> {
    let expires = ctx.state.now() + 3600;
    Ok(types::help::PromoDataEmpty { expires }.into())
}
