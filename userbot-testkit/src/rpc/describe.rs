//! Calls as readable text.

use std::fmt::{Debug, Write as _};

use grammers_tl_types::{Deserializable, Identifiable, functions, name_for_id};

/// The most bytes of arguments that are read for a text. What is longer is a file's part.
const LONGEST: usize = 16 << 10;
/// How many bytes of arguments are shown that nobody can read.
const SHOWN: usize = 64;

/// The method with its arguments, as its type prints itself; raw bytes for what is no known method.
pub(super) fn describe(id: u32, args: &[u8]) -> String {
    let name = name_for_id(id);
    let read = if args.len() > LONGEST {
        None
    } else {
        debug_text(id, args)
    };
    let Some(text) = read else {
        return raw(id, name, args);
    };
    // The type's own name, without its namespace, gives way to the method's.
    let start = text.find([' ', '(']).unwrap_or(text.len());
    format!("{name}{}", compact(&text[start..]))
}

fn raw(id: u32, name: &str, args: &[u8]) -> String {
    let mut out = format!("{name}#{id:08x} [{} bytes", args.len());
    if !args.is_empty() {
        out.push_str(": ");
    }
    for byte in args.iter().take(SHOWN) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out.push_str(if args.len() > SHOWN { "…]" } else { "]" });
    out
}

/// Leaves out fields that say nothing: flags that are off, options that are absent.
fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let end = string_end(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(length) = empty_field(&out, rest) {
            rest = &rest[length..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    while let Some(at) = out.find("{  }").or_else(|| out.find("{ }")) {
        let end = at + out[at..].find('}').unwrap_or(0);
        out.replace_range(at..=end, "{}");
    }
    out.replace(",  }", " }")
        .replace(", }", " }")
        .replace(" {}", "")
}

/// Where a string literal at the start of `text` ends.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// How long an empty field is that starts here, with the comma behind it.
fn empty_field(before: &str, rest: &str) -> Option<usize> {
    if !before.ends_with(' ') {
        return None;
    }
    let name =
        rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_' && char != '#')?;
    if name == 0 {
        return None;
    }
    let value = [": None", ": false"]
        .into_iter()
        .find(|value| rest[name..].starts_with(value))?;
    let end = name + value.len();
    match rest.get(end..)? {
        after if after.starts_with(", ") => Some(end + 2),
        after if after.starts_with(" }") => Some(end),
        _ => None,
    }
}

fn text_of<T: Deserializable + Debug>(args: &[u8]) -> Option<String> {
    Some(format!("{:?}", T::from_bytes(args).ok()?))
}

/// Finds the type of a method among all of the schema's.
macro_rules! methods {
    ($($group:ident: $($name:ident)+;)+) => {
        fn debug_text(id: u32, args: &[u8]) -> Option<String> {
            $(match id {
                $(functions::$group::$name::CONSTRUCTOR_ID => {
                    return text_of::<functions::$group::$name>(args);
                })+
                _ => {}
            })+
            None
        }
    };
}

methods! {
    account: AcceptAuthorization CancelPasswordEmail ChangeAuthorizationSettings ChangePhone
        CheckUsername ClearRecentEmojiStatuses ConfirmBotConnection ConfirmPasswordEmail
        ConfirmPhone CreateBusinessChatLink CreateTheme DeclinePasswordReset DeleteAccount
        DeleteAutoSaveExceptions DeleteBusinessChatLink DeletePasskey DeleteSecureValue
        DeleteWebBrowserSettingsExceptions DisablePeerConnectedBot EditBusinessChatLink
        FinishTakeoutSession GetAccountTtl GetAllSecureValues GetAuthorizationForm GetAuthorizations
        GetAutoDownloadSettings GetAutoSaveSettings GetBotBusinessConnection GetBusinessChatLinks
        GetChannelDefaultEmojiStatuses GetChannelRestrictedStatusEmojis GetChatThemes
        GetCollectibleEmojiStatuses GetConnectedBots GetContactSignUpNotification GetContentSettings
        GetDefaultBackgroundEmojis GetDefaultEmojiStatuses GetDefaultGroupPhotoEmojis
        GetDefaultProfilePhotoEmojis GetGlobalPrivacySettings GetMultiWallPapers GetNotifyExceptions
        GetNotifySettings GetPaidMessagesRevenue GetPasskeys GetPassword GetPasswordSettings
        GetPrivacy GetReactionsNotifySettings GetRecentEmojiStatuses GetSavedMusicIds
        GetSavedRingtones GetSecureValue GetTheme GetThemes GetTmpPassword GetUniqueGiftChatThemes
        GetWallPaper GetWallPapers GetWebAuthorizations GetWebBrowserSettings
        InitPasskeyRegistration InitTakeoutSession InstallTheme InstallWallPaper
        InvalidateSignInCodes RegisterDevice RegisterPasskey ReorderUsernames ReportPeer
        ReportProfilePhoto ResendPasswordEmail ResetAuthorization ResetNotifySettings ResetPassword
        ResetWallPapers ResetWebAuthorization ResetWebAuthorizations ResolveBusinessChatLink
        SaveAutoDownloadSettings SaveAutoSaveSettings SaveMusic SaveRingtone SaveSecureValue
        SaveTheme SaveWallPaper SendChangePhoneCode SendConfirmPhoneCode SendVerifyEmailCode
        SendVerifyPhoneCode SetAccountTtl SetAuthorizationTtl SetContactSignUpNotification
        SetContentSettings SetGlobalPrivacySettings SetMainProfileTab SetPrivacy
        SetReactionsNotifySettings ToggleConnectedBotPaused ToggleNoPaidMessagesException
        ToggleSponsoredMessages ToggleUsername ToggleWebBrowserSettingsException UnregisterDevice
        UpdateBirthday UpdateBusinessAwayMessage UpdateBusinessGreetingMessage UpdateBusinessIntro
        UpdateBusinessLocation UpdateBusinessWorkHours UpdateColor UpdateConnectedBot
        UpdateDeviceLocked UpdateEmojiStatus UpdateNotifySettings UpdatePasswordSettings
        UpdatePersonalChannel UpdateProfile UpdateStatus UpdateTheme UpdateUsername
        UpdateWebBrowserSettings UploadRingtone UploadTheme UploadWallPaper VerifyEmail VerifyPhone;
    aicompose: CreateTone DeleteTone GetTone GetToneExample GetTones SaveTone UpdateTone;
    auth: AcceptLoginToken BindTempAuthKey CancelCode CancelWebTokenAuthorization CheckPaidAuth
        CheckPassword CheckRecoveryPassword DropTempAuthKeys ExportAuthorization ExportLoginToken
        FinishFirebasePnvLogin FinishPasskeyLogin FirebasePnvSignUp ImportAuthorization
        ImportBotAuthorization ImportLoginToken ImportWebTokenAuthorization InitFirebasePnvLogin
        InitPasskeyLogin LogOut RecoverPassword ReportMissingCode RequestFirebaseSms
        RequestPasswordRecovery ResendCode ResetAuthorizations ResetLoginEmail SendCode SignIn
        SignUp;
    bots: AddPreviewMedia AddUsername AllowSendMessage AnswerWebhookJsonquery CanSendMessage
        CheckDownloadFileParams CheckUsername CreateBot DeletePreviewMedia EditAccessSettings
        EditPreviewMedia ExportBotToken GetAccessSettings GetAdminedBots GetBotCommands GetBotInfo
        GetBotMenuButton GetBotRecommendations GetPopularAppBots GetPreviewInfo GetPreviewMedias
        GetRequestedWebViewButton InvokeWebViewCustomMethod RemoveUsername ReorderPreviewMedias
        ReorderUsernames RequestWebViewButton ResetBotCommands SendCustomRequest
        SetBotBroadcastDefaultAdminRights SetBotCommands SetBotGroupDefaultAdminRights SetBotInfo
        SetBotMenuButton SetCustomVerification SetJoinChatResults ToggleUserEmojiStatusPermission
        ToggleUsername UpdateStarRefProgram UpdateUserEmojiStatus;
    channels: CheckSearchPostsFlood CheckUsername ConvertToGigagroup CreateChannel
        DeactivateAllUsernames DeleteChannel DeleteHistory DeleteMessages DeleteParticipantHistory
        EditAdmin EditBanned EditLocation EditPhoto EditTitle ExportMessageLink GetAdminLog
        GetAdminedPublicChannels GetChannelRecommendations GetChannels GetFullChannel
        GetGroupsForDiscussion GetInactiveChannels GetLeftChannels GetMessageAuthor GetMessages
        GetParticipant GetParticipants GetSendAs InviteToChannel JoinChannel LeaveChannel
        ReadHistory ReadMessageContents ReorderUsernames ReportAntiSpamFalsePositive ReportSpam
        RestrictSponsoredMessages SearchPosts SetBoostsToUnblockRestrictions SetDiscussionGroup
        SetEmojiStickers SetMainProfileTab SetStickers ToggleAntiSpam ToggleAutotranslation
        ToggleForum ToggleJoinRequest ToggleJoinToSend ToggleParticipantsHidden
        TogglePreHistoryHidden ToggleSignatures ToggleSlowMode ToggleUsername
        ToggleViewForumAsMessages UpdateColor UpdateEmojiStatus UpdatePaidMessagesPrice
        UpdateUsername;
    chatlists: CheckChatlistInvite DeleteExportedInvite EditExportedInvite ExportChatlistInvite
        GetChatlistUpdates GetExportedInvites GetLeaveChatlistSuggestions HideChatlistUpdates
        JoinChatlistInvite JoinChatlistUpdates LeaveChatlist;
    communities: Create GetJoinedCommunities GetParticipantJoinedChats GetPeerLinkRequests
        ToggleAllPeerLinkRequestApproval ToggleCommunityCollapsedInDialogs ToggleParticipantBanned
        TogglePeerLink TogglePeerLinkRequestApproval;
    contacts: AcceptContact AddContact Block BlockFromReplies DeleteByPhones DeleteContacts
        EditCloseFriends ExportContactToken GetBirthdays GetBlocked GetContactIds GetContacts
        GetLocated GetSaved GetSponsoredPeers GetStatuses GetTopPeers ImportContactToken
        ImportContacts ResetSaved ResetTopPeerRating ResolvePhone ResolveUsername Search SetBlocked
        ToggleTopPeers Unblock UpdateContactNote;
    ephemeral: DeleteAllWelcomeMessages DeleteMessage DeleteWelcomeMessage EditMessage
        GetCallbackAnswer GetWelcomeMessages ReportMessage SendMessage;
    folders: EditPeerFolders;
    fragment: GetCollectibleInfo;
    help: AcceptTermsOfService DismissSuggestion EditUserInfo GetAppConfig GetAppUpdate GetCdnConfig
        GetConfig GetCountriesList GetDeepLinkInfo GetInviteText GetNearestDc GetPassportConfig
        GetPeerColors GetPeerProfileColors GetPremiumPromo GetPromoData GetRecentMeUrls GetSupport
        GetSupportName GetTermsOfServiceUpdate GetTimezonesList GetUserInfo HidePromoData SaveAppLog
        SetBotUpdatesStatus;
    langpack: GetDifference GetLangPack GetLanguage GetLanguages GetStrings;
    messages: AcceptEncryption AcceptUrlAuth AddChatUser AddPollAnswer AppendTodoList
        CheckChatInvite CheckHistoryImport CheckHistoryImportPeer CheckQuickReplyShortcut
        CheckUrlAuthMatchCode ClearAllDrafts ClearRecentReactions ClearRecentStickers
        ClickSponsoredMessage ComposeMessageWithAi ComposeRichMessageWithAi CreateChat
        CreateForumTopic DeclineUrlAuth DeleteChat DeleteChatUser DeleteExportedChatInvite
        DeleteFactCheck DeleteHistory DeleteMessages DeleteParticipantReaction
        DeleteParticipantReactions DeletePhoneCallHistory DeletePollAnswer DeleteQuickReplyMessages
        DeleteQuickReplyShortcut DeleteRevokedExportedChatInvites DeleteSavedHistory
        DeleteScheduledMessages DeleteTopicHistory DiscardEncryption EditChatAbout EditChatAdmin
        EditChatCreator EditChatDefaultBannedRights EditChatParticipantRank EditChatPhoto
        EditChatTitle EditExportedChatInvite EditFactCheck EditForumTopic EditInlineBotMessage
        EditMessage EditQuickReplyShortcut ExportChatInvite FaveSticker ForwardMessages
        GetAdminsWithInvites GetAllDrafts GetAllStickers GetArchivedStickers GetAttachMenuBot
        GetAttachMenuBots GetAttachedStickers GetAvailableEffects GetAvailableReactions GetBotApp
        GetBotCallbackAnswer GetChatInviteImporters GetChats GetCommonChats GetCustomEmojiDocuments
        GetDefaultHistoryTtl GetDefaultTagReactions GetDhConfig GetDialogFilters
        GetDialogUnreadMarks GetDialogs GetDiscussionMessage GetDocumentByHash GetEmojiGameInfo
        GetEmojiGroups GetEmojiKeywords GetEmojiKeywordsDifference GetEmojiKeywordsLanguages
        GetEmojiProfilePhotoGroups GetEmojiStatusGroups GetEmojiStickerGroups GetEmojiStickers
        GetEmojiUrl GetExportedChatInvite GetExportedChatInvites GetExtendedMedia GetFactCheck
        GetFavedStickers GetFeaturedEmojiStickers GetFeaturedStickers GetForumTopics
        GetForumTopicsById GetFullChat GetFutureChatCreatorAfterLeave GetGameHighScores GetHistory
        GetInlineBotResults GetInlineGameHighScores GetMaskStickers GetMessageEditData
        GetMessageReactionsList GetMessageReadParticipants GetMessages GetMessagesReactions
        GetMessagesViews GetMyStickers GetOldFeaturedStickers GetOnlines GetOutboxReadDate
        GetPaidReactionPrivacy GetPeerDialogs GetPeerSettings GetPersonalChannelHistory
        GetPinnedDialogs GetPinnedSavedDialogs GetPollResults GetPollVotes GetPreparedInlineMessage
        GetQuickReplies GetQuickReplyMessages GetRecentLocations GetRecentReactions
        GetRecentStickers GetReplies GetRichMessage GetSavedDialogs GetSavedDialogsById GetSavedGifs
        GetSavedHistory GetSavedReactionTags GetScheduledHistory GetScheduledMessages
        GetSearchCounters GetSearchResultsCalendar GetSearchResultsPositions GetSplitRanges
        GetSponsoredMessages GetStickerSet GetStickers GetSuggestedDialogFilters GetTopReactions
        GetUnreadMentions GetUnreadPollVotes GetUnreadReactions GetWebPage GetWebPagePreview
        HideAllChatJoinRequests HideChatJoinRequest HidePeerSettingsBar ImportChatInvite
        InitHistoryImport InstallStickerSet MarkDialogUnread MigrateChat ProlongWebView
        RateTranscribedAudio ReadDiscussion ReadEncryptedHistory ReadFeaturedStickers ReadHistory
        ReadMentions ReadMessageContents ReadPollVotes ReadReactions ReadSavedHistory
        ReceivedMessages ReceivedQueue ReorderPinnedDialogs ReorderPinnedForumTopics
        ReorderPinnedSavedDialogs ReorderQuickReplies ReorderStickerSets Report ReportEncryptedSpam
        ReportMessagesDelivery ReportMusicListen ReportReaction ReportReadMetrics ReportSpam
        ReportSponsoredMessage RequestAppWebView RequestChatJoinWebView RequestEncryption
        RequestMainWebView RequestSimpleWebView RequestUrlAuth RequestWebView SaveDefaultSendAs
        SaveDraft SaveGif SavePreparedInlineMessage SaveRecentSticker Search SearchCustomEmoji
        SearchEmojiStickerSets SearchGlobal SearchSentMedia SearchStickerSets SearchStickers
        SendBotRequestedPeer SendEncrypted SendEncryptedFile SendEncryptedService
        SendInlineBotResult SendMedia SendMessage SendMultiMedia SendPaidReaction
        SendQuickReplyMessages SendReaction SendScheduledMessages SendScreenshotNotification
        SendVote SendWebViewData SendWebViewResultMessage SetBotCallbackAnswer SetBotGuestChatResult
        SetBotPrecheckoutResults SetBotShippingResults SetChatAvailableReactions SetChatTheme
        SetChatWallPaper SetDefaultHistoryTtl SetDefaultReaction SetEncryptedTyping SetGameScore
        SetHistoryTtl SetInlineBotResults SetInlineGameScore SetTyping StartBot StartHistoryImport
        SummarizeText ToggleBotInAttachMenu ToggleDialogFilterTags ToggleDialogPin ToggleNoForwards
        TogglePaidReactionPrivacy TogglePeerTranslations ToggleSavedDialogPin ToggleStickerSets
        ToggleSuggestedPostApproval ToggleTodoCompleted TranscribeAudio TranslateRichMessage
        TranslateText UninstallStickerSet UnpinAllMessages UpdateDialogFilter
        UpdateDialogFiltersOrder UpdatePinnedForumTopic UpdatePinnedMessage UpdateSavedReactionTag
        UploadEncryptedFile UploadImportedMedia UploadMedia ViewSponsoredMessage;
    payments: ApplyGiftCode AssignAppStoreTransaction AssignPlayMarketTransaction
        BotCancelStarsSubscription CanPurchaseStore ChangeStarsSubscription CheckCanSendGift
        CheckGiftCode ClearSavedInfo ConnectStarRefBot ConvertStarGift CraftStarGift
        CreateOnrampSession CreateStarGiftCollection DeleteStarGiftCollection
        EditConnectedStarRefBot ExportInvoice FulfillStarsSubscription GetBankCardData
        GetConnectedStarRefBot GetConnectedStarRefBots GetCraftStarGifts GetCurrencyRates
        GetGiveawayInfo GetOnrampAvailability GetOnrampBaseCurrencies GetOnrampLimits
        GetOnrampProviders GetOnrampQuote GetPaymentForm GetPaymentReceipt GetPremiumGiftCodeOptions
        GetResaleStarGifts GetSavedInfo GetSavedStarGift GetSavedStarGifts GetStarGiftActiveAuctions
        GetStarGiftAuctionAcquiredGifts GetStarGiftAuctionState GetStarGiftCollections
        GetStarGiftUpgradeAttributes GetStarGiftUpgradePreview GetStarGiftWithdrawalUrl GetStarGifts
        GetStarsGiftOptions GetStarsGiveawayOptions GetStarsRevenueAdsAccountUrl
        GetStarsRevenueStats GetStarsRevenueWithdrawalUrl GetStarsStatus GetStarsSubscriptions
        GetStarsTopupOptions GetStarsTransactions GetStarsTransactionsById GetSuggestedStarRefBots
        GetUniqueStarGift GetUniqueStarGiftValueInfo LaunchPrepaidGiveaway RefundStarsCharge
        ReorderStarGiftCollections ResolveStarGiftOffer SaveStarGift SendPaymentForm
        SendStarGiftOffer SendStarsForm ToggleChatStarGiftNotifications ToggleStarGiftsPinnedToTop
        TransferStarGift UpdateStarGiftCollection UpdateStarGiftPrice UpgradeStarGift
        ValidateRequestedInfo;
    phone: AcceptCall CheckGroupCall ConfirmCall CreateConferenceCall CreateGroupCall
        DeclineConferenceCallInvite DeleteConferenceCallParticipants DeleteGroupCallMessages
        DeleteGroupCallParticipantMessages DiscardCall DiscardGroupCall EditGroupCallParticipant
        EditGroupCallTitle ExportGroupCallInvite GetCallConfig GetGroupCall GetGroupCallChainBlocks
        GetGroupCallJoinAs GetGroupCallStars GetGroupCallStreamChannels GetGroupCallStreamRtmpUrl
        GetGroupParticipants InviteConferenceCallParticipant InviteToGroupCall JoinGroupCall
        JoinGroupCallPresentation LeaveGroupCall LeaveGroupCallPresentation ReceivedCall RequestCall
        SaveCallDebug SaveCallLog SaveDefaultGroupCallJoinAs SaveDefaultSendAs
        SendConferenceCallBroadcast SendGroupCallEncryptedMessage SendGroupCallMessage
        SendSignalingData SetCallRating StartScheduledGroupCall ToggleGroupCallRecord
        ToggleGroupCallSettings ToggleGroupCallStartSubscription;
    photos: DeletePhotos GetUserPhotos UpdateProfilePhoto UploadContactProfilePhoto
        UploadProfilePhoto;
    premium: ApplyBoost GetBoostsList GetBoostsStatus GetMyBoosts GetUserBoosts;
    smsjobs: FinishJob GetSmsJob GetStatus IsEligibleToJoin Join Leave UpdateSettings;
    stats: GetBroadcastStats GetMegagroupStats GetMessagePublicForwards GetMessageStats GetPollStats
        GetStoryPublicForwards GetStoryStats LoadAsyncGraph;
    stickers: AddStickerToSet ChangeSticker ChangeStickerPosition CheckShortName CreateStickerSet
        DeleteStickerSet RemoveStickerFromSet RenameStickerSet ReplaceSticker SetStickerSetThumb
        SuggestShortName;
    stories: ActivateStealthMode CanSendStory CreateAlbum DeleteAlbum DeleteStories EditStory
        ExportStoryLink GetAlbumStories GetAlbums GetAllReadPeerStories GetAllStories GetChatsToSend
        GetPeerMaxIds GetPeerStories GetPinnedStories GetStoriesArchive GetStoriesById
        GetStoriesViews GetStoryReactionsList GetStoryViewsList IncrementStoryViews ReadStories
        ReorderAlbums Report SearchPosts SendReaction SendStory StartLive ToggleAllStoriesHidden
        TogglePeerStoriesHidden TogglePinned TogglePinnedToTop UpdateAlbum;
    toncenter: GetStreamingUrl PerformApiRequest;
    updates: GetChannelDifference GetDifference GetState;
    upload: GetCdnFile GetCdnFileHashes GetFile GetFileHashes GetWebFile ReuploadCdnFile
        SaveBigFilePart SaveFilePart;
    users: GetFullUser GetRequirementsToContact GetSavedMusic GetSavedMusicById GetUsers
        SetSecureValueErrors SuggestBirthday;
    wallet: DisableBackup EnableBackup ExportSecretPhrase FetchEncryptedSecretPhrasePart
        GetBackupHolderDcs GetExistingWaltBalance GetGaslessInfo GetNfts GetProofChallenge GetState
        GetTransactions GetTransactionsByIds GetTransactionsByMsgHash GetUserAddresses ReplaceWallet
        SendTransfer TonConnectClaimRequest TonConnectCloseSession TonConnectCreateSession
        TonConnectGetPending TonConnectGetSessions TonConnectNextEventId TonConnectRegisterKey
        TonConnectSubmitConnectResult TonConnectSubmitResponse;
}

#[cfg(test)]
mod tests {
    use grammers_tl_types::{Identifiable, Serializable, enums, functions};

    use super::{compact, describe};

    fn text<F: Identifiable + Serializable>(call: &F) -> String {
        describe(F::CONSTRUCTOR_ID, &call.to_bytes()[4..])
    }

    #[test]
    fn a_call_shows_what_it_says_and_no_more() {
        let call = functions::messages::Search {
            peer: enums::InputPeer::PeerSelf,
            q: r#"say "x, from_id: None, y: false }" \ "#.to_owned(),
            from_id: None,
            saved_peer_id: None,
            saved_reaction: None,
            top_msg_id: Some(4),
            filter: enums::MessagesFilter::InputMessagesFilterEmpty,
            min_date: 0,
            max_date: 0,
            offset_id: 0,
            add_offset: 0,
            limit: 10,
            max_id: 0,
            min_id: 0,
            hash: 0,
        };
        assert_eq!(
            text(&call),
            r#"messages.search { peer: PeerSelf, q: "say \"x, from_id: None, y: false }\" \\ ", "#
                .to_owned()
                + "top_msg_id: Some(4), filter: InputMessagesFilterEmpty, min_date: 0, max_date: 0, "
                + "offset_id: 0, add_offset: 0, limit: 10, max_id: 0, min_id: 0, hash: 0 }"
        );
        assert_eq!(text(&functions::help::GetConfig {}), "help.getConfig");
    }

    #[test]
    fn empty_fields_go_wherever_they_stand() {
        for (long, short) in [
            (" { a: None, b: 1 }", " { b: 1 }"),
            (" { a: 1, b: false }", " { a: 1 }"),
            (" { a: None }", ""),
            (" { a: None, b: false }", ""),
            (
                " { a: X { b: None, c: true }, d: None }",
                " { a: X { c: true } }",
            ),
            (" { a: [None, None] }", " { a: [None, None] }"),
            (" { a: \"unfinished", " { a: \"unfinished"),
        ] {
            assert_eq!(compact(long), short);
        }
    }

    #[test]
    fn what_cannot_be_read_is_shown_raw() {
        assert_eq!(
            describe(7, &[1, 2, 255]),
            "(unknown)#00000007 [3 bytes: 0102ff]"
        );
        let id = functions::users::GetUsers::CONSTRUCTOR_ID;
        assert_eq!(describe(id, &[]), "users.getUsers#0d91a548 [0 bytes]");
        let long = describe(id, &vec![0; 100_000]);
        assert!(
            long.starts_with("users.getUsers#0d91a548 [100000 bytes: 0000"),
            "{long}"
        );
        assert!(long.len() < 200, "{long}");
    }
}
