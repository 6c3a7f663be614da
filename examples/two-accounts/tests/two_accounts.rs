//! How two accounts of one process are tested: two bots on one world.

use two_accounts::Inbox;
use userbot_testkit::prelude::*;
use userbot_testkit::world::User;

struct Office {
    world: World,
    home: MockClient,
    work: MockClient,
    shop: User,
    ann: User,
}

impl Office {
    async fn open() -> TestResult<Self> {
        let world = World::new();
        world.owner().username("me_at_home");
        let (shop, ann) = (world.user("Shop"), world.user("Ann"));
        let home = MockClient::on(&world).start().await?;
        let work = MockClient::on(&world)
            .account(&shop)
            .module::<Inbox>()
            .prefix("!")
            .start()
            .await?;
        Ok(Self {
            world,
            home,
            work,
            shop,
            ann,
        })
    }

    /// Waits until neither bot has anything left to do.
    async fn settle(&self) {
        for _ in 0..3 {
            self.home.settle().await;
            self.work.settle().await;
        }
    }
}

#[userbot_testkit::test]
async fn a_question_reaches_home_and_the_answer_goes_back() -> TestResult {
    let mut office = Office::open().await?;
    let saved = office.shop.clone();
    let set = office.work.send(&saved, "!inbox @me_at_home").await;
    set.expect_edited("Messages go to Owner.");

    let question = office.ann.send(&office.shop, "Are you open?");
    office.settle().await;
    let note = office.shop.chat().last_message();
    note.expect_text("Ann: Are you open?")
        .expect_from(&office.shop);
    question.expect_no_reply();

    office.home.reply(&note, "Until six.").await;
    office.settle().await;
    office
        .world
        .private(&office.ann, &office.shop)
        .last_message()
        .expect_text("Until six.")
        .expect_from(&office.shop)
        .expect_reply_to(&question);
    Ok(())
}

#[userbot_testkit::test]
async fn each_account_obeys_its_own_prefix() -> TestResult {
    let mut office = Office::open().await?;
    let saved = office.shop.clone();
    let set = office.work.send(&saved, ".inbox @me_at_home").await;
    set.expect_not_edited();
    let owner = office.world.owner();
    let unknown = office.home.send(&owner, ".inbox @me_at_home").await;
    unknown.expect_not_edited();
    let question = office.ann.send(&office.shop, "Hello?");
    office.settle().await;
    question.expect_no_reply();
    Ok(())
}
