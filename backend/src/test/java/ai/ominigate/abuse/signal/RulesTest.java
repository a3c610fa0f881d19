package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.abuse.entity.Family;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.signal.Observation.PaymentOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What each rule sees and what it leaves alone, fed with observations; nothing else is raised beside. */
class RulesTest {
    private static final String ATTACKER = "203.0.113.7";
    private static final UUID ACCOUNT = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final UUID KEY = UUID.fromString("019a0000-0000-7000-8000-000000000002");

    private final Scene scene = new Scene();

    // ---- S1, S2

    @Test
    void twentyFailedSignInsForEightAccountsFromOneNetworkAreCredentialStuffing() {
        for (int i = 0; i < 19; i++) {
            scene.signIn(ATTACKER, account(i % 8), false);
        }
        assertThat(scene.told()).isEmpty();
        scene.signIn(ATTACKER, account(8), false);

        assertThat(scene.told()).containsExactly("S1 30 network:203.0.113.7/32");
        Flag flag = scene.flags().getFirst();
        assertThat(flag.family()).isEqualTo(Family.AUTHENTICATION);
        assertThat(flag.observed()).isEqualTo(20);
        assertThat(flag.threshold()).isEqualTo(20);
        assertThat(flag.halfLife()).isEqualTo(Duration.ofHours(6));
        assertThat(flag.counts()).containsEntry("events", 20L).containsEntry("accounts", 9L);
        assertThat(flag.evidenceExpires()).isEqualTo(flag.lastSeen().plus(Duration.ofDays(14)));
    }

    @Test
    void anOfficeWhereManyMistypeAndSucceedIsNotStuffing() {
        for (int i = 0; i < 40; i++) {
            scene.signIn(ATTACKER, account(i), i % 2 == 0);
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void failuresThatLieFurtherApartThanTheWindowDoNotAddUp() {
        for (int i = 0; i < 40; i++) {
            scene.signIn(ATTACKER, account(i), false);
            scene.pass(Duration.ofMinutes(1));
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void oneAccountThatFiveNetworksFailAtTenTimesIsGuessed() {
        for (int i = 0; i < 10; i++) {
            scene.signIn("203.0.113." + i % 5, ACCOUNT, false);
        }
        assertThat(scene.told()).containsExactly("S2 25 account:" + ACCOUNT);
    }

    @Test
    void somebodyWhoForgotTheirPasswordIsNotGuessing() {
        for (int i = 0; i < 15; i++) {
            scene.signIn("203.0.113." + i % 4, ACCOUNT, false);
        }
        assertThat(scene.told()).isEmpty();
    }

    // ---- S3

    @Test
    void thirtyDifferentUnknownKeysFromOneNetworkAreProbing() {
        for (int i = 0; i < 29; i++) {
            scene.unknownKey(ATTACKER, i);
        }
        assertThat(scene.told()).isEmpty();
        scene.unknownKey(ATTACKER, 29);
        assertThat(scene.told()).containsExactly("S3 40 network:203.0.113.7/32");
    }

    @Test
    void oneWrongKeyAThousandTimesIsAWrongSetting() {
        for (int i = 0; i < 1_000; i++) {
            scene.unknownKey(ATTACKER, 7);
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void ofIpv6TheSubscribersNetworkCountsAndNotTheAddress() {
        for (int i = 0; i < 30; i++) {
            scene.unknownKey("2001:db8:1:2::" + Integer.toHexString(i + 1), i);
        }
        assertThat(scene.told()).containsExactly("S3 40 network:2001:db8:1:2::/64");
    }

    @Test
    void threeNeighboursOfANetworkMakeItHotAndThreeSuchNetworksTheOneAround() {
        for (String home : List.of("00", "01", "02")) {
            for (String link : List.of("10", "11", "12")) {
                for (int i = 0; i < 30; i++) {
                    scene.unknownKey("2001:db8:1:" + home.replaceFirst("^0(?=.)", "") + link + "::1", i);
                }
            }
        }
        assertThat(scene.told())
                .filteredOn(told -> !told.endsWith("/64"))
                .containsExactlyInAnyOrder(
                        "S3 40 network:2001:db8:1::/56",
                        "S3 40 network:2001:db8:1:100::/56",
                        "S3 40 network:2001:db8:1:200::/56",
                        "S3 40 network:2001:db8:1::/48");
    }

    // ---- S5, S6

    @Test
    void aKeyThatTriesANewModelAndSpendsTenHoursOnItTheNextMorningIsStolen() {
        aWorkday();
        scene.calling(ACCOUNT, KEY).model("dear").tokens(20).call();
        scene.pass(Duration.ofHours(10));
        for (int i = 0; i < 8; i++) {
            scene.calling(ACCOUNT, KEY).model("dear").tokens(50_000).call();
        }

        assertThat(scene.told()).containsExactly("S5 45 key:" + KEY);
        assertThat(scene.flags().getFirst().counts()).containsEntry("tokens", 400_000L);
    }

    @Test
    void movingAsMuchWorkToANewModelIsNoTheft() {
        aWorkday();
        scene.calling(ACCOUNT, KEY).model("better").tokens(20).call();
        for (int i = 0; i < 10; i++) {
            scene.calling(ACCOUNT, KEY).model("better").tokens(2_000).call();
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void onTheDayThatAModelIsLaunchedNobodyIsAThief() {
        for (int i = 0; i < 12; i++) {
            aWorkday(account(i), account(100 + i));
        }
        scene.detection
                .launches()
                .are(Map.of("launched", scene.now() - Duration.ofHours(2).toMillis()));
        for (int i = 0; i < 12; i++) {
            scene.calling(account(i), account(100 + i))
                    .model("launched")
                    .tokens(20)
                    .call();
        }
        for (int i = 0; i < 12; i++) {
            scene.calling(account(i), account(100 + i))
                    .model("launched")
                    .tokens(400_000)
                    .call();
        }
        assertThat(scene.told()).isEmpty();
    }

    /** Whoever steals many keys tries all of them. */
    @Test
    void aThiefWithTenKeysIsNoLaunch() {
        for (int i = 0; i < 12; i++) {
            aWorkday(account(i), account(100 + i));
        }
        scene.detection
                .launches()
                .are(Map.of("dear", scene.now() - Duration.ofDays(30).toMillis()));
        for (int i = 0; i < 12; i++) {
            scene.calling(account(i), account(100 + i)).model("dear").tokens(20).call();
        }
        for (int i = 0; i < 12; i++) {
            scene.calling(account(i), account(100 + i))
                    .model("dear")
                    .tokens(400_000)
                    .call();
        }
        assertThat(scene.told()).hasSize(12).allMatch(told -> told.startsWith("S5 45 key:"));
    }

    @Test
    void aKeyThatKnowsVeryManyModelsLearnsAnotherAndIsStolenAllTheSame() {
        aWorkday();
        for (int i = 0; i < 100; i++) {
            scene.calling(ACCOUNT, KEY).model("tried-" + i).tokens(20).call();
        }
        for (int i = 0; i < 10; i++) {
            scene.calling(ACCOUNT, KEY).tokens(2_000).call();
        }
        scene.pass(Duration.ofHours(1));
        scene.calling(ACCOUNT, KEY).model("dear").tokens(20).call();
        scene.pass(Duration.ofHours(10));
        for (int i = 0; i < 8; i++) {
            scene.calling(ACCOUNT, KEY).model("dear").tokens(50_000).call();
        }

        assertThat(scene.told()).containsExactly("S5 45 key:" + KEY);
    }

    @Test
    void anAccountThatSpendsSixDeviationsMoreThanUsualSpikes() {
        for (int i = 0; i < 12; i++) {
            scene.calling(ACCOUNT, KEY).dollars(0.5).call();
            scene.pass(Duration.ofMinutes(15));
        }
        scene.calling(ACCOUNT, KEY).dollars(19).call();
        assertThat(scene.told()).isEmpty();
        scene.calling(ACCOUNT, KEY).dollars(2).call();

        assertThat(scene.told()).containsExactly("S6 20 account:" + ACCOUNT);
        assertThat(scene.flags().getFirst().counts()).containsEntry("cents", 2_100L);
    }

    @Test
    void ofAnAccountThatIsNewNoSpendingIsUnusual() {
        scene.calling(ACCOUNT, KEY).dollars(1).call();
        scene.pass(Duration.ofHours(1));
        scene.calling(ACCOUNT, KEY).dollars(100).call();
        assertThat(scene.told()).isEmpty();
    }

    // ---- S8

    @Test
    void aKeyFromMoreThanFiftyNetworksInAnHourRotates() {
        for (int i = 0; i < 50; i++) {
            scene.calling(ACCOUNT, KEY).from("203.0.113." + i).call();
        }
        assertThat(scene.told()).isEmpty();
        scene.calling(ACCOUNT, KEY).from("203.0.113.50").call();
        assertThat(scene.told()).containsExactly("S8 20 key:" + KEY);
    }

    @Test
    void aKeyThatIsLimitedToNetworksMayUseThemAll() {
        for (int i = 0; i < 200; i++) {
            scene.calling(ACCOUNT, KEY).declared().from("203.0.113." + i).call();
        }
        assertThat(scene.told()).isEmpty();
    }

    // ---- S9, S10

    @Test
    void threeSignUpsOfOneMailboxAreFarming() {
        for (int i = 0; i < 3; i++) {
            signUp("203.0.113." + i, i, 4711, false);
        }
        assertThat(scene.told()).containsExactly("S9 25 account:" + account(2));
    }

    @Test
    void threeThrowAwayAddressesFromOneNetworkAreFarming() {
        for (int i = 0; i < 3; i++) {
            signUp(ATTACKER, i, i, true);
        }
        assertThat(scene.told()).containsExactly("S9 25 network:203.0.113.7/32");
    }

    @Test
    void creditThatIsGoneAtOnceWithoutASecondVisitIsFarming() {
        for (int i = 0; i < 3; i++) {
            signUp(ATTACKER, i, i, false);
            seen(account(i), i, false);
            scene.pass(Duration.ofHours(2));
            long given = scene.now();
            scene.pass(Duration.ofMinutes(10));
            scene.tell(new Observation.FreeCreditSpent(scene.now(), account(i), given));
        }
        assertThat(scene.told()).containsExactly("S9 25 network:203.0.113.7/32");
    }

    @Test
    void creditThatLastsForAWhileIsNotFarmedNorIsThatOfOldCustomers() {
        for (int i = 0; i < 6; i++) {
            signUp(ATTACKER, i, i, false);
            scene.pass(i < 3 ? Duration.ZERO : Duration.ofHours(25));
            long given = scene.now();
            scene.pass(i < 3 ? Duration.ofMinutes(31) : Duration.ofMinutes(1));
            scene.tell(new Observation.FreeCreditSpent(scene.now(), account(i), given));
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void aClassroomThatComesBackIsNotFarming() {
        for (int i = 0; i < 30; i++) {
            signUp(ATTACKER, i, i, false);
            seen(account(i), i, false);
            seen(account(i), 100 + i, false);
            scene.tell(new Observation.FreeCreditSpent(scene.now(), account(i), scene.now()));
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void fiveFailedPaymentsOfOneAccountAreCardTesting() {
        for (int i = 0; i < 5; i++) {
            pay(ATTACKER, ACCOUNT, i == 0 ? PaymentOutcome.ELEVATED_RISK : PaymentOutcome.DECLINED);
        }
        assertThat(scene.told()).containsExactly("S10 40 account:" + ACCOUNT);
    }

    @Test
    void fiveFailedPaymentsOfSeveralAccountsFromOneNetworkAreCardTestingThere() {
        for (int i = 0; i < 5; i++) {
            pay(ATTACKER, account(i), PaymentOutcome.DECLINED);
        }
        assertThat(scene.told()).containsExactly("S10 40 network:203.0.113.7/32");
    }

    /** As it is: who processes payments does not say where from. */
    @Test
    void whereSomebodyPaysFromIsWhereTheyCameInFromLast() {
        for (int i = 0; i < 5; i++) {
            signUp(ATTACKER, i, i, false);
            scene.tell(new Observation.PaymentTried(
                    scene.now(), null, account(i), 5_000_000_000L, PaymentOutcome.DECLINED));
        }
        assertThat(scene.told()).containsExactly("S10 40 network:203.0.113.7/32");
    }

    @Test
    void anOfficeThatPaysMoreOftenThanItFailsIsFine() {
        for (int i = 0; i < 20; i++) {
            pay(ATTACKER, account(i), i % 3 == 0 ? PaymentOutcome.DECLINED : PaymentOutcome.SUCCEEDED);
        }
        assertThat(scene.told()).isEmpty();
    }

    // ---- S12, S14, S15

    @Test
    void theMoreOfAKeysCallsProvidersRefuseTheMoreItWeighs() {
        scene.calling(ACCOUNT, KEY).calls(88, 0, 0);
        scene.calling(ACCOUNT, KEY).calls(12, 0, 12);
        assertThat(scene.told()).containsExactly("S12 10 key:" + KEY);

        scene.pass(Duration.ofSeconds(10));
        scene.calling(ACCOUNT, KEY).calls(50, 0, 50);
        assertThat(scene.told()).containsExactly("S12 40 key:" + KEY);
    }

    @Test
    void whatAProviderSaysOfARefusalMakesItWeighMoreOrLess() {
        scene.calling(ACCOUNT, KEY).calls(90, 0, 0);
        scene.calling(ACCOUNT, KEY).calls(10, 0, 10, RefusalKind.BIO);
        assertThat(scene.told()).containsExactly("S12 20 key:" + KEY);
    }

    @Test
    void aQuestionThatAProviderOnlyDoesNotLikeWeighsLittle() {
        scene.calling(ACCOUNT, KEY).calls(90, 0, 0);
        scene.calling(ACCOUNT, KEY).calls(10, 0, 10, RefusalKind.REASONING_EXTRACTION);
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void aRefusalNowAndThenWeighsNothing() {
        for (int i = 0; i < 50; i++) {
            scene.calling(ACCOUNT, KEY).calls(30, 0, i % 2);
            scene.pass(Duration.ofMinutes(1));
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void aKeyThatRunsAgainstItsLimitForTenMinutesOnEndIsAStorm() {
        storm(1_300, 1_300);
        assertThat(scene.told()).containsExactly("S14 15 key:" + KEY);
    }

    @Test
    void aKeyThatBacksOffIsNoStorm() {
        storm(4_000, 100);
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void sixHundredReadsOfTheCatalogueWithoutAKeyAreScraping() {
        scene.tell(new Observation.CatalogueRead(scene.now(), Scene.network(ATTACKER), 599));
        assertThat(scene.told()).isEmpty();
        scene.tell(new Observation.CatalogueRead(scene.now(), Scene.network(ATTACKER), 1));
        assertThat(scene.told()).containsExactly("S15 10 network:203.0.113.7/32");
    }

    // ---- S18

    @Test
    void aNewDeviceAnotherAddressAndANewKeyWithinMinutesAreATakeover() {
        seen(ACCOUNT, 1, true);
        scene.pass(Duration.ofMinutes(5));
        scene.tell(new Observation.EmailChanged(scene.now(), ACCOUNT, ACCOUNT));
        assertThat(scene.told()).isEmpty();
        scene.pass(Duration.ofMinutes(5));
        scene.tell(new Observation.KeyCreated(scene.now(), ACCOUNT, ACCOUNT, KEY));
        assertThat(scene.told()).containsExactly("S18 35 account:" + ACCOUNT);
    }

    @Test
    void theSameStepsOverADayAreAMove() {
        seen(ACCOUNT, 1, true);
        scene.pass(Duration.ofHours(2));
        scene.tell(new Observation.EmailChanged(scene.now(), ACCOUNT, ACCOUNT));
        scene.pass(Duration.ofHours(2));
        scene.tell(new Observation.KeyCreated(scene.now(), ACCOUNT, ACCOUNT, KEY));
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void membersOfOneAccountWhoTakeOneOfTheStepsEachAreATeam() {
        scene.comes(ATTACKER, ACCOUNT, account(1), new UUID(5, 1), true);
        scene.tell(new Observation.EmailChanged(scene.now(), ACCOUNT, account(2)));
        scene.tell(new Observation.KeyCreated(scene.now(), ACCOUNT, account(3), KEY));
        assertThat(scene.told()).isEmpty();

        scene.tell(new Observation.EmailChanged(scene.now(), ACCOUNT, account(1)));
        scene.tell(new Observation.KeyCreated(scene.now(), ACCOUNT, account(1), KEY));
        assertThat(scene.told())
                .as("of one member, raised about the account")
                .containsExactly("S18 35 account:" + ACCOUNT);
    }

    @Test
    void aKeyThatAnotherKeyMadeIsNoStepOfAPerson() {
        seen(ACCOUNT, 1, true);
        scene.tell(new Observation.EmailChanged(scene.now(), ACCOUNT, ACCOUNT));
        scene.tell(new Observation.KeyCreated(scene.now(), ACCOUNT, null, KEY));
        assertThat(scene.told()).isEmpty();
    }

    /** Nobody can look at an account that there is not. */
    @Test
    void whoeverGuessesAtAColleagueIsFlaggedWhereTheyComeFrom() {
        for (int i = 0; i < 10; i++) {
            scene.guessAtColleague("203.0.113." + i % 5, 4711);
        }
        assertThat(scene.told()).containsExactly("S2 25 network:203.0.113.4/32");
    }

    // ---- what all rules do alike

    @Test
    void whatGoesOnIsOneFlagAndWhatComesBackLaterIsAnother() {
        for (int minute = 0; minute < 30; minute++) {
            probe();
            scene.pass(Duration.ofMinutes(1));
            scene.flags();
        }
        assertThat(scene.flags()).hasSize(1);
        assertThat(Duration.between(
                        scene.flags().getFirst().firstSeen(),
                        scene.flags().getFirst().lastSeen()))
                .isEqualTo(Duration.ofMinutes(29));

        scene.pass(Duration.ofHours(1));
        probe();
        assertThat(scene.flags()).hasSize(2);
    }

    @Test
    void aRuleThatIsOnlyTriedOutRaisesShadows() {
        scene.detection.use(List.of(RuleTable.first(Signal.S3).inShadow()));
        probe();
        assertThat(scene.flags()).singleElement().satisfies(flag -> {
            assertThat(flag.shadow()).isTrue();
            assertThat(flag.ruleVersion()).isEqualTo(2);
        });
    }

    @Test
    void anotherVersionCountsByItsOwnNumbers() {
        RuleVersion first = RuleTable.first(Signal.S3);
        scene.detection.use(List.of(new RuleVersion(
                Signal.S3, 2, false, 5, Map.of(), first.window(), 12, first.halfLife(), first.familyCap())));
        for (int i = 0; i < 5; i++) {
            scene.unknownKey(ATTACKER, i);
        }
        assertThat(scene.told()).containsExactly("S3 12 network:203.0.113.7/32");
    }

    @Test
    void noFamilyReachesTheBandInWhichSomebodyIsStoppedByItself() {
        assertThat(RuleTable.first())
                .hasSize(18)
                .allSatisfy(rule -> assertThat(rule.familyCap()).isLessThan(75).isGreaterThanOrEqualTo(rule.points()));
    }

    @Test
    void whatComesFromAnotherNodeALittleLateCountsAsIfItHadComeInTime() {
        List<Observation> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(new Observation.UnknownKeyTried(scene.now() + i * 100L, Scene.network(ATTACKER), i));
        }
        for (int i = 0; i < 30; i += 2) {
            scene.tell(all.get(i));
        }
        for (int i = 1; i < 30; i += 2) {
            scene.tell(all.get(i));
        }
        assertThat(scene.told()).containsExactly("S3 40 network:203.0.113.7/32");
    }

    private void probe() {
        for (int i = 0; i < 30; i++) {
            scene.unknownKey(ATTACKER, i);
        }
    }

    private void storm(long atFirst, long later) {
        for (int minute = 0; minute < 12; minute++) {
            long calls = minute < 4 ? atFirst : later;
            scene.calling(ACCOUNT, KEY).tokens(0).calls(calls, calls * 9 / 10, 0);
            scene.pass(Duration.ofMinutes(1));
        }
    }

    private void aWorkday() {
        aWorkday(ACCOUNT, KEY);
    }

    private void aWorkday(UUID account, UUID key) {
        for (int hour = 0; hour < 8; hour++) {
            for (int i = 0; i < 10; i++) {
                scene.calling(account, key).tokens(2_000).call();
            }
            scene.pass(Duration.ofHours(1));
        }
    }

    private void signUp(String address, int account, long mailbox, boolean disposable) {
        scene.tell(
                new Observation.SignedUp(scene.now(), Scene.network(address), account(account), mailbox, disposable));
    }

    private void seen(UUID account, int session, boolean newDevice) {
        scene.comes(ATTACKER, account, new UUID(1, session), newDevice);
    }

    private void pay(String address, UUID account, PaymentOutcome outcome) {
        scene.tell(new Observation.PaymentTried(scene.now(), Scene.network(address), account, 5_000_000_000L, outcome));
    }

    private static UUID account(int number) {
        return new UUID(0x019A_0000_0000_7000L, 0x8000_0000_0000_1000L + number);
    }
}
