//! Places and people that are sent.

use std::time::Duration;

use grammers_tl_types as tl;

use super::Attachment;
use crate::telegram::Outgoing;

/// Is a place on the map to send: a fixed one, or one that moves.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
/// use userbot_sdk::telegram::OutgoingLocation;
///
/// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
/// client.send("me", OutgoingLocation::new(55.75, 37.62)).await?;
///
/// // A live one is moved by edits, until its time is over or it is stopped.
/// let sent = client
///     .send("@friend", OutgoingLocation::new(55.75, 37.62).live(Duration::from_secs(900)))
///     .await?;
/// sent.edit(OutgoingLocation::new(55.76, 37.63).live(Duration::from_secs(900)).heading(90)).await?;
/// sent.edit(OutgoingLocation::new(55.76, 37.63).stopped()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct OutgoingLocation {
    latitude: f64,
    longitude: f64,
    accuracy: Option<u32>,
    live: Option<Duration>,
    stopped: bool,
    heading: Option<u16>,
    proximity: Option<u32>,
}

impl OutgoingLocation {
    /// Makes a fixed place, of a latitude (-90 to 90) and a longitude (-180 to 180), in degrees.
    pub fn new(latitude: f64, longitude: f64) -> Self {
        Self {
            latitude,
            longitude,
            accuracy: None,
            live: None,
            stopped: false,
            heading: None,
            proximity: None,
        }
    }

    /// Sets how far off it may be, in metres: up to 1500.
    pub fn accuracy(mut self, metres: u32) -> Self {
        self.accuracy = Some(metres);
        self
    }

    /// Lets it move for a time: 60 seconds to a day.
    pub fn live(mut self, time: Duration) -> Self {
        self.live = Some(time);
        self
    }

    /// Ends a live place, in an edit of the message.
    pub fn stopped(mut self) -> Self {
        self.stopped = true;
        self
    }

    /// Sets where a live place moves to, in degrees: 1 to 360.
    pub fn heading(mut self, degrees: u16) -> Self {
        self.heading = Some(degrees);
        self
    }

    /// Tells the members when they are this near, in metres.
    pub fn proximity(mut self, metres: u32) -> Self {
        self.proximity = Some(metres);
        self
    }

    fn point(&self) -> tl::enums::InputGeoPoint {
        tl::types::InputGeoPoint {
            lat: self.latitude,
            long: self.longitude,
            accuracy_radius: self.accuracy.and_then(|metres| i32::try_from(metres).ok()),
        }
        .into()
    }

    pub(crate) fn to_tl(&self) -> tl::enums::InputMedia {
        let geo_point = self.point();
        if self.live.is_none() && !self.stopped {
            return tl::types::InputMediaGeoPoint { geo_point }.into();
        }
        let seconds = |time: Duration| i32::try_from(time.as_secs()).unwrap_or(i32::MAX);
        tl::types::InputMediaGeoLive {
            stopped: self.stopped,
            geo_point,
            heading: self.heading.map(i32::from),
            period: self.live.map(seconds),
            proximity_notification_radius: self
                .proximity
                .and_then(|metres| i32::try_from(metres).ok()),
        }
        .into()
    }
}

impl From<OutgoingLocation> for Outgoing {
    fn from(location: OutgoingLocation) -> Self {
        Self::default().attach(Attachment::Location(location))
    }
}

/// Is a place with a name to send, such as a café.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::telegram::OutgoingVenue;
///
/// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
/// client.send("@friend", OutgoingVenue::new("Café", "Main street 1", 55.75, 37.62)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct OutgoingVenue {
    place: OutgoingLocation,
    title: String,
    address: String,
}

impl OutgoingVenue {
    /// Makes a place with a name and an address, at a latitude and a longitude in degrees.
    pub fn new(
        title: impl Into<String>,
        address: impl Into<String>,
        latitude: f64,
        longitude: f64,
    ) -> Self {
        Self {
            place: OutgoingLocation::new(latitude, longitude),
            title: title.into(),
            address: address.into(),
        }
    }

    pub(crate) fn to_tl(&self) -> tl::enums::InputMedia {
        tl::types::InputMediaVenue {
            geo_point: self.place.point(),
            title: self.title.clone(),
            address: self.address.clone(),
            provider: String::new(),
            venue_id: String::new(),
            venue_type: String::new(),
        }
        .into()
    }
}

impl From<OutgoingVenue> for Outgoing {
    fn from(venue: OutgoingVenue) -> Self {
        Self::default().attach(Attachment::Venue(venue))
    }
}

/// Is the card of a person to send; that person need not be on Telegram.
///
/// # Examples
///
/// ```no_run
/// use userbot_sdk::telegram::OutgoingContact;
///
/// # async fn f(client: userbot_sdk::telegram::Client) -> userbot_sdk::Result<()> {
/// client.send("@friend", OutgoingContact::new("+19990000001", "Ann").last_name("Lee")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingContact {
    phone: String,
    first_name: String,
    last_name: String,
    vcard: String,
}

impl OutgoingContact {
    /// Makes a card with a phone number and a first name.
    pub fn new(phone: impl Into<String>, first_name: impl Into<String>) -> Self {
        Self {
            phone: phone.into(),
            first_name: first_name.into(),
            last_name: String::new(),
            vcard: String::new(),
        }
    }

    /// Sets the last name.
    pub fn last_name(mut self, name: impl Into<String>) -> Self {
        self.last_name = name.into();
        self
    }

    /// Sets everything else that is known, as a vCard.
    pub fn vcard(mut self, vcard: impl Into<String>) -> Self {
        self.vcard = vcard.into();
        self
    }

    pub(crate) fn to_tl(&self) -> tl::enums::InputMedia {
        tl::types::InputMediaContact {
            phone_number: self.phone.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            vcard: self.vcard.clone(),
        }
        .into()
    }
}

impl From<OutgoingContact> for Outgoing {
    fn from(contact: OutgoingContact) -> Self {
        Self::default().attach(Attachment::Contact(contact))
    }
}
