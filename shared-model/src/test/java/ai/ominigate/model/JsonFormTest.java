package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.AllowEntity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.Decide;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionImpact;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.EnforcedOn;
import ai.ominigate.model.abuse.NetworkAccount;
import ai.ominigate.model.abuse.NetworkDetails;
import ai.ominigate.model.abuse.NetworkEvent;
import ai.ominigate.model.abuse.NetworkHour;
import ai.ominigate.model.abuse.NetworkKey;
import ai.ominigate.model.abuse.NetworkNote;
import ai.ominigate.model.abuse.NetworkOrigin;
import ai.ominigate.model.abuse.RelatedNetwork;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.model.account.AccountDetails;
import ai.ominigate.model.account.AccountStatus;
import ai.ominigate.model.account.CreateAccount;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApprovalKind;
import ai.ominigate.model.approval.ApprovalStatus;
import ai.ominigate.model.approval.ApproveProposal;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.approval.RefuseProposal;
import ai.ominigate.model.approval.Sighting;
import ai.ominigate.model.audit.AuditCheckpoint;
import ai.ominigate.model.audit.AuditDetailsState;
import ai.ominigate.model.audit.AuditEntry;
import ai.ominigate.model.audit.AuditOutcome;
import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.model.audit.KeptCheckpoint;
import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.model.billing.CreditGranted;
import ai.ominigate.model.billing.GrantCredit;
import ai.ominigate.model.billing.LedgerReport;
import ai.ominigate.model.customer.AcceptedPolicy;
import ai.ominigate.model.customer.CustomerDetails;
import ai.ominigate.model.customer.CustomerKey;
import ai.ominigate.model.customer.CustomerUse;
import ai.ominigate.model.customer.FoundCustomer;
import ai.ominigate.model.customer.FoundCustomers;
import ai.ominigate.model.customer.KeyState;
import ai.ominigate.model.customer.KnownBy;
import ai.ominigate.model.customer.LimitedUse;
import ai.ominigate.model.customer.ModelUse;
import ai.ominigate.model.customer.SearchCustomers;
import ai.ominigate.model.customer.SentNotice;
import ai.ominigate.model.key.CreateKey;
import ai.ominigate.model.key.CreatedKey;
import ai.ominigate.model.key.KeyDetails;
import ai.ominigate.model.key.KeyLimitDetails;
import ai.ominigate.model.live.LiveEvent;
import ai.ominigate.model.reveal.BreakGlass;
import ai.ominigate.model.reveal.BreakGlassDetails;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.model.reveal.RevealField;
import ai.ominigate.model.reveal.RevealedField;
import ai.ominigate.model.staff.AcceptInvitation;
import ai.ominigate.model.staff.AccessDetails;
import ai.ominigate.model.staff.ChangePassword;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.ConfirmAuthenticator;
import ai.ominigate.model.staff.ConfirmInvitation;
import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.GiveRoles;
import ai.ominigate.model.staff.InvitationDetails;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.Me;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.model.staff.ProviderOffer;
import ai.ominigate.model.staff.ProviderSignIn;
import ai.ominigate.model.staff.RemoveMember;
import ai.ominigate.model.staff.ReviewAccess;
import ai.ominigate.model.staff.RightDetails;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.staff.RightsTable;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.model.staff.SetUpAdministrator;
import ai.ominigate.model.staff.SetupToken;
import ai.ominigate.model.staff.SignIn;
import ai.ominigate.model.staff.SignInMethod;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.model.staff.SignedRelease;
import ai.ominigate.model.staff.StaffDetails;
import ai.ominigate.model.staff.StepUp;
import ai.ominigate.model.system.BreakerState;
import ai.ominigate.model.system.DiskHealth;
import ai.ominigate.model.system.JournalHealth;
import ai.ominigate.model.system.NetworkFileHealth;
import ai.ominigate.model.system.NodeHealth;
import ai.ominigate.model.system.NodeState;
import ai.ominigate.model.system.Overview;
import ai.ominigate.model.system.OverviewHour;
import ai.ominigate.model.system.QueueHealth;
import ai.ominigate.model.system.RefusedCalls;
import ai.ominigate.model.system.RestoreState;
import ai.ominigate.model.system.SharedLimitsState;
import ai.ominigate.model.system.SystemHealth;
import ai.ominigate.model.system.UpstreamHealth;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON that programs outside rely on. A file here only ever gains fields. */
class JsonFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final BalanceDetails BALANCE = new BalanceDetails(
            Usd.parse("24.5"), Usd.parse("25"), Usd.parse("0.5"), Usd.ZERO, Usd.parse("25.0123"), Usd.parse("0.0123"));

    private static final KeyLimitDetails LIMITS =
            new KeyLimitDetails(Usd.parse("1.5"), Usd.parse("20"), Usd.parse("100"), 60, 100_000, 4);

    private static final KeyDetails KEY = new KeyDetails(
            "019a1b2c-0000-7000-8000-000000000002",
            "laptop",
            "og-Ab3d…",
            Instant.parse("2026-11-23T12:00:00.123456Z"),
            Instant.parse("2027-01-01T00:00:00Z"),
            Instant.parse("2026-12-01T00:00:00Z"),
            List.of("gpt-4.1", "openai/gpt-4o"),
            List.of("203.0.113.0/24"),
            LIMITS);

    private static final FoundCustomer FOUND = new FoundCustomer(
            "019a1b2c-0000-7000-8000-000000000001",
            "A••• L•••",
            "a•••@e•••.com",
            AccountStatus.ACTIVE,
            Instant.parse("2026-11-23T12:00:00Z"));

    private static final CustomerKey CUSTOMER_KEY = new CustomerKey(
            "019a1b2c-0000-7000-8000-000000000002",
            "og-Ab3d…",
            KeyState.ACTIVE,
            Instant.parse("2026-11-23T12:00:00.123456Z"),
            Instant.parse("2026-11-25T09:00:00Z"));

    private static final String NODE = "019a1b2c-0000-7000-8000-000000000006";
    private static final RestoreState RESTORE = new RestoreState(4, 4, Instant.parse("2026-11-20T06:00:00Z"), 2);

    private static final ModelUse MODEL_USE = new ModelUse("gpt-4.1", 120, Usd.parse("0.0123"));

    private static final CustomerUse CUSTOMER_USE = new CustomerUse(
            Instant.parse("2026-10-27T12:00:00Z"),
            120,
            3,
            Usd.parse("0.0123"),
            Instant.parse("2026-11-25T09:00:00Z"),
            List.of(MODEL_USE),
            false);

    private static final StaffDetails STAFF = new StaffDetails(
            "019a1b2c-0000-7000-8000-000000000003",
            "grace@ominigate.example",
            "Grace Hopper",
            List.of(Role.SUPPORT, Role.SUPPORT_LEAD));

    private static final SessionDetails SESSION = new SessionDetails(
            "019a1b2c-0000-7000-8000-000000000004",
            Instant.parse("2026-11-23T12:00:00Z"),
            Instant.parse("2026-11-23T12:30:00Z"),
            Instant.parse("2026-11-23T20:00:00Z"),
            Instant.parse("2026-11-23T13:30:00Z"),
            Instant.parse("2026-11-23T12:35:00Z"),
            true);

    private static final String TOKEN = "invite-Ab3d000000000000000000000000000000000000000";
    private static final String PASSWORD = "correct horse battery staple";

    private static final Map<Role, String> MARKS = Map.of(
            Role.SUPPORT,
            "OWN",
            Role.SUPPORT_LEAD,
            "TEAM",
            Role.TRUST_SAFETY,
            "OWN",
            Role.TRUST_SAFETY_LEAD,
            "TEAM",
            Role.PRIVACY_OFFICER,
            "YES",
            Role.FINANCE,
            "NO",
            Role.ADMIN,
            "YES",
            Role.AUDITOR,
            "YES");

    private static final InvitationDetails INVITATION = new InvitationDetails(
            "019a1b2c-0000-7000-8000-000000000005",
            1,
            "grace@ominigate.example",
            "Grace Hopper",
            List.of(Role.SUPPORT),
            "019a1b2c-0000-7000-8000-000000000003",
            Instant.parse("2026-11-23T12:00:00Z"),
            Instant.parse("2026-11-26T12:00:00Z"),
            false,
            "019a1b2c-0000-7000-8000-000000000004");

    private static final Colleague SECOND = new Colleague("019a1b2c-0000-7000-8000-000000000004", "Edsger");

    private static final ApprovalDetails APPROVAL = new ApprovalDetails(
            "019a1b2c-0000-7000-8000-000000000009",
            2,
            "retention.shorten",
            "retention:usage",
            "Deletes usage older than 90 days, 1204 rows at present.",
            "Nobody needs it for longer.",
            List.of(new ProposedChange("window", "P1Y", "P90D"), new ProposedChange("roles", null, "SUPPORT, FINANCE")),
            ApprovalStatus.APPROVED,
            new Colleague("019a1b2c-0000-7000-8000-000000000003", "Grace"),
            Instant.parse("2026-11-23T12:00:00Z"),
            Instant.parse("2026-11-25T12:00:00Z"),
            List.of(new Sighting(SECOND, Instant.parse("2026-11-23T12:30:00Z"))),
            SECOND,
            Instant.parse("2026-11-23T12:31:00Z"),
            "Agreed.",
            false,
            2);

    private static final String CASE = "019a1b2c-0000-7000-8000-00000000000a";

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private static final DecisionDetails LIFTED = new DecisionDetails(
            "019a1b2c-0000-7000-8000-00000000000b",
            3,
            DecisionAction.BLOCK_NETWORK,
            "network:203.0.113.0/24",
            "203.0.113.0/24",
            BlockScope.API,
            null,
            null,
            null,
            null,
            null,
            null,
            DecisionState.ENDED,
            "probing for keys",
            "Thirty keys in five minutes.",
            CASE,
            false,
            new Colleague("019a1b2c-0000-7000-8000-000000000003", "Grace"),
            NOON,
            SECOND,
            "019a1b2c-0000-7000-8000-000000000009",
            Instant.parse("2026-11-27T16:00:00Z"),
            null,
            DecisionEnd.LIFTED,
            SECOND,
            Instant.parse("2026-11-27T13:00:00Z"),
            Instant.parse("2026-11-28T13:00:00Z"),
            4711,
            Instant.parse("2026-11-27T12:59:59Z"),
            null);

    private static final DecisionDetails IN_FORCE = new DecisionDetails(
            "019a1b2c-0000-7000-8000-00000000000c",
            1,
            DecisionAction.THROTTLE,
            "account:019a1b2c-0000-7000-8000-000000000001",
            null,
            null,
            null,
            1.0,
            Usd.parse("5"),
            AbuseCategory.STOLEN_KEY,
            null,
            null,
            DecisionState.IN_FORCE,
            "S6",
            null,
            null,
            true,
            null,
            NOON,
            null,
            null,
            Instant.parse("2026-11-27T13:00:00Z"),
            Instant.parse("2027-05-26T12:00:00Z"),
            null,
            null,
            null,
            null,
            0,
            null,
            new EnforcedOn(1, 2));

    private static final NetworkDetails NETWORK = new NetworkDetails(
            "203.0.113.7/32",
            "network:203.0.113.7/32",
            "PUBLIC",
            false,
            new NetworkOrigin("NL", 64496L, false, true, Instant.parse("2026-11-20T00:00:00Z")),
            Instant.parse("2026-11-13T12:00:00Z"),
            42,
            List.of(new NetworkHour(Instant.parse("2026-11-27T11:00:00Z"), 42, 40)),
            List.of(new NetworkAccount(
                    "019a1b2c-0000-7000-8000-000000000001",
                    true,
                    2,
                    5,
                    Instant.parse("2026-11-27T11:00:00Z"),
                    Instant.parse("2026-11-27T11:40:00Z"))),
            List.of(new NetworkKey(
                    "019a1b2c-0000-7000-8000-000000000002",
                    "019a1b2c-0000-7000-8000-000000000001",
                    true,
                    2,
                    Instant.parse("2026-11-27T11:00:00Z"),
                    Instant.parse("2026-11-27T11:30:00Z"))),
            List.of(new NetworkEvent(
                    Instant.parse("2026-11-27T11:30:00Z"),
                    "203.0.113.•••",
                    "POST",
                    "/v1/messages",
                    401,
                    "019a1b2c-0000-7000-8000-000000000002")),
            List.of(),
            List.of(new RelatedNetwork("203.0.113.0/24", 4200, 4100, 12)),
            List.of(new NetworkNote(NOON, CASE, SECOND, "The same as last week.")));

    private static final String EMERGENCY =
            "Keys of many accounts are used from one network; their owners must know now.";

    static Stream<Arguments> forms() {
        String account = "019a1b2c-0000-7000-8000-000000000001";
        return Stream.of(
                form(
                        "Decide",
                        new Decide(
                                DecisionAction.THROTTLE,
                                null,
                                "account:" + account,
                                null,
                                null,
                                Duration.ofDays(1),
                                0.5,
                                Usd.parse("2"),
                                AbuseCategory.EXCESSIVE_LOAD,
                                null,
                                null,
                                "ten times what it usually spends",
                                "Wrote to the owner at noon.",
                                CASE,
                                7L,
                                null),
                        new TypeReference<Decide>() {}),
                form(
                        "DecideBlock",
                        new Decide(
                                DecisionAction.BLOCK_NETWORK,
                                "203.0.0.0/16",
                                null,
                                BlockScope.API,
                                null,
                                Duration.ofHours(4),
                                null,
                                null,
                                null,
                                null,
                                null,
                                "probing for keys",
                                null,
                                null,
                                null,
                                "203.0.0.0/16"),
                        new TypeReference<Decide>() {}),
                form(
                        "DecideStep",
                        new Decide(
                                DecisionAction.REQUIRE_STEP,
                                null,
                                "account:" + account,
                                null,
                                RequiredStep.CONFIRM_CARD,
                                null,
                                null,
                                null,
                                AbuseCategory.PAYMENT_FRAUD,
                                null,
                                null,
                                "many cards in an hour",
                                null,
                                null,
                                null,
                                null),
                        new TypeReference<Decide>() {}),
                form(
                        "AllowEntity",
                        new AllowEntity(
                                "203.0.113.0/24",
                                null,
                                Duration.ofDays(90),
                                "an office of many people",
                                "They wrote to us.",
                                CASE,
                                7L),
                        new TypeReference<AllowEntity>() {}),
                form("DecisionDetails", LIFTED, new TypeReference<DecisionDetails>() {}),
                form("DecisionInForce", IN_FORCE, new TypeReference<DecisionDetails>() {}),
                form(
                        "DecisionImpact",
                        new DecisionImpact(
                                "network:203.0.113.0/24",
                                Instant.parse("2026-11-20T12:00:00Z"),
                                90_210,
                                214,
                                301,
                                3,
                                1,
                                2,
                                List.of("203.0.113.248/29"),
                                false,
                                Instant.parse("2026-11-27T16:00:00Z"),
                                true,
                                "203.0.113.0/24",
                                "It is on the allow-list."),
                        new TypeReference<DecisionImpact>() {}),
                form("NetworkDetails", NETWORK, new TypeReference<NetworkDetails>() {}),
                form(
                        "CreateAccount",
                        new CreateAccount("Ada Lovelace", "ada@example.com"),
                        new TypeReference<CreateAccount>() {}),
                form(
                        "SearchCustomers",
                        new SearchCustomers(KnownBy.EMAIL, "ada@example.com", Purpose.ACCOUNT_NOTICE, "ticket:4711"),
                        new TypeReference<SearchCustomers>() {}),
                form("FoundCustomer", FOUND, new TypeReference<FoundCustomer>() {}),
                form(
                        "FoundCustomers",
                        new FoundCustomers(List.of(FOUND), false),
                        new TypeReference<FoundCustomers>() {}),
                form(
                        "KeptCheckpoint",
                        new KeptCheckpoint(
                                1_204,
                                Instant.parse("2026-11-23T12:00:00Z"),
                                "XcmtenmmWamttVncaQHe2pq4I60qT0lgz+Nw7/RgQyg=",
                                "ominigate-audit/" + NODE + "+1a2b3c4d+AXcmtenmmWamttVncaQHe2pq4I60qT0lgz+Nw7/RgQyg",
                                true,
                                true),
                        new TypeReference<KeptCheckpoint>() {}),
                form(
                        "ReviewAccess",
                        new ReviewAccess(List.of(), "She has gone to another team."),
                        new TypeReference<ReviewAccess>() {}),
                form(
                        "AccessDetails",
                        new AccessDetails(
                                "019a1b2c-0000-7000-8000-000000000003",
                                2,
                                "Grace",
                                List.of(
                                        new AccessDetails.HeldRole(Role.SUPPORT, Instant.parse("2026-03-02T09:00:00Z")),
                                        new AccessDetails.HeldRole(Role.FINANCE, null)),
                                false,
                                Instant.parse("2026-11-23T08:00:00Z"),
                                Instant.parse("2026-11-23T11:58:00Z"),
                                new AccessDetails.Review(
                                        Instant.parse("2026-08-24T10:00:00Z"),
                                        List.of(Role.ADMIN),
                                        "She has gone to another team.",
                                        SECOND,
                                        "019a1b2c-0000-7000-8000-000000000009"),
                                Instant.parse("2026-11-23T10:00:00Z"),
                                true),
                        new TypeReference<AccessDetails>() {}),
                form("CustomerKey", CUSTOMER_KEY, new TypeReference<CustomerKey>() {}),
                form("ModelUse", MODEL_USE, new TypeReference<ModelUse>() {}),
                form(
                        "SystemHealth",
                        new SystemHealth(
                                NODE,
                                "1.0.0",
                                Instant.parse("2026-11-23T12:00:00Z"),
                                List.of("usage journal: The disk is full."),
                                1.25,
                                SharedLimitsState.SHARED,
                                new JournalHealth(3, 1_048_576, 0.5),
                                new DiskHealth(1_000_000_000, 8_000_000_000L),
                                List.of(new UpstreamHealth("openai", "gpt-4.1", BreakerState.OPEN)),
                                List.of(new NetworkFileHealth("geo", 3.5, true)),
                                List.of(new NodeHealth(
                                        NODE,
                                        NodeState.ACTIVE,
                                        Instant.parse("2026-11-23T08:00:00Z"),
                                        Instant.parse("2026-11-23T11:59:59Z"))),
                                RESTORE,
                                new QueueHealth(2, 12.5),
                                new QueueHealth(0, 0),
                                3.5,
                                41,
                                List.of("There is no administrator, so nobody manages the staff.")),
                        new TypeReference<SystemHealth>() {}),
                form(
                        "Overview",
                        new Overview(
                                List.of(new OverviewHour(
                                        Instant.parse("2026-11-23T12:00:00Z"), 120, 3, Usd.parse("0.0123"))),
                                List.of(new RefusedCalls("rate_limit_exceeded", 7)),
                                Instant.parse("2026-11-23T08:00:00Z"),
                                2,
                                1,
                                RESTORE),
                        new TypeReference<Overview>() {}),
                form("CustomerUse", CUSTOMER_USE, new TypeReference<CustomerUse>() {}),
                form(
                        "CustomerDetails",
                        new CustomerDetails(
                                account,
                                7,
                                "A••• L•••",
                                "a•••@e•••.com",
                                "cus_Ab3d",
                                AccountStatus.ACTIVE,
                                Instant.parse("2026-11-23T12:00:00Z"),
                                BALANCE,
                                List.of(CUSTOMER_KEY),
                                false,
                                CUSTOMER_USE,
                                2,
                                List.of(LimitedUse.RESTRICTION),
                                List.of(new AcceptedPolicy(
                                        2, LocalDate.parse("2026-10-01"), Instant.parse("2026-11-02T08:30:00Z"))),
                                List.of(
                                        new SentNotice(
                                                "POLICY_CHANGED",
                                                Instant.parse("2026-10-02T08:00:00Z"),
                                                Instant.parse("2026-10-02T08:00:05Z"),
                                                false),
                                        new SentNotice(
                                                "BALANCE_LOW", Instant.parse("2026-09-30T20:00:00Z"), null, true))),
                        new TypeReference<CustomerDetails>() {}),
                form(
                        "AccountDetails",
                        new AccountDetails(
                                account,
                                7,
                                "A••• L•••",
                                AccountStatus.ACTIVE,
                                Instant.parse("2026-11-23T12:00:00Z"),
                                BALANCE),
                        new TypeReference<AccountDetails>() {}),
                form(
                        "CreateKey",
                        new CreateKey(
                                "laptop",
                                Instant.parse("2027-01-01T00:00:00Z"),
                                List.of("gpt-4.1", "openai/gpt-4o"),
                                List.of("203.0.113.0/24"),
                                LIMITS),
                        new TypeReference<CreateKey>() {}),
                form(
                        "CreatedKey",
                        new CreatedKey(KEY, "og-Ab3d000000000000000000000000000000000000000"),
                        new TypeReference<CreatedKey>() {}),
                form("KeyDetails", KEY, new TypeReference<KeyDetails>() {}),
                form("KeyPage", new Page<>(List.of(KEY), KEY.id()), new TypeReference<Page<KeyDetails>>() {}),
                form(
                        "GrantCredit",
                        new GrantCredit(Usd.parse("25.00"), "welcome", "grant-1"),
                        new TypeReference<GrantCredit>() {}),
                form(
                        "CreditGranted",
                        new CreditGranted(account, Usd.parse("25.00"), true, BALANCE),
                        new TypeReference<CreditGranted>() {}),
                form(
                        "LedgerReport",
                        new LedgerReport(
                                false,
                                List.of("The wallet of nobody has an entry."),
                                12,
                                340,
                                Usd.parse("0.0123"),
                                Usd.parse("0.5")),
                        new TypeReference<LedgerReport>() {}),
                form(
                        "AuditEntry",
                        new AuditEntry(
                                7,
                                Instant.parse("2026-11-23T12:00:00.123456Z"),
                                "staff:019a1b2c-0000-7000-8000-000000000003",
                                List.of("TRUST_SAFETY"),
                                "address.reveal",
                                AuditOutcome.DONE,
                                "account:" + account,
                                "FRAUD case:019a1b2c-0000-7000-8000-000000000004",
                                "019a1b2c-0000-7000-8000-000000000005",
                                AuditDetailsState.SHOWN,
                                Map.of("field", "email"),
                                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
                        new TypeReference<AuditEntry>() {}),
                form(
                        "AuditCheckpoint",
                        new AuditCheckpoint(
                                42,
                                """
                                ominigate-audit/0b1f3c1e-7d1a-4b9a-9f0e-2f3d8f2f6a11
                                42
                                bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=

                                — ominigate-audit/0b1f3c1e-7d1a-4b9a-9f0e-2f3d8f2f6a11 x08go/ZJkuBS…
                                """,
                                List.of(
                                        "ominigate-audit/0b1f3c1e-7d1a-4b9a-9f0e-2f3d8f2f6a11+1a2b3c4d+ARm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh"),
                                Instant.parse("2026-11-23T12:01:00Z")),
                        new TypeReference<AuditCheckpoint>() {}),
                form(
                        "AuditReport",
                        new AuditReport(
                                false, 30, 7L, "Entry 7 is not what was written: its hash is another.", 5, 4, 2),
                        new TypeReference<AuditReport>() {}),
                form(
                        "Problem",
                        new Problem("Not Found", 404, "not_found", "There is no account with the id 'x'."),
                        new TypeReference<Problem>() {}),
                form(
                        "RefusedProblem",
                        new Problem(
                                "Forbidden",
                                403,
                                "right_missing",
                                "You are signed in as Support; this is for Finance or Auditor.",
                                new RightNeeded("VERIFY_LEDGER", List.of(Role.FINANCE, Role.AUDITOR), false),
                                null),
                        new TypeReference<Problem>() {}),
                form(
                        "StaleProblem",
                        new Problem(
                                "Precondition Failed",
                                412,
                                "version_stale",
                                "It was changed after you saw it.",
                                null,
                                Map.of("id", account, "version", 8)),
                        new TypeReference<Problem>() {}),
                form(
                        "ApprovalKind",
                        new ApprovalKind("staff.remove", List.of(Role.ADMIN), List.of(Role.ADMIN), 2),
                        new TypeReference<ApprovalKind>() {}),
                form("ApprovalDetails", APPROVAL, new TypeReference<ApprovalDetails>() {}),
                form("ApproveProposal", new ApproveProposal("Agreed."), new TypeReference<ApproveProposal>() {}),
                form(
                        "RefuseProposal",
                        new RefuseProposal("Finance needs it until the year is closed."),
                        new TypeReference<RefuseProposal>() {}),
                form(
                        "LiveEvent",
                        new LiveEvent(
                                17,
                                Instant.parse("2026-11-23T12:00:00Z"),
                                "approval.proposed",
                                "approval:" + APPROVAL.id(),
                                1L),
                        new TypeReference<LiveEvent>() {}),
                form(
                        "RevealField",
                        new RevealField(
                                "account:" + account,
                                PersonalField.EMAIL,
                                Purpose.FRAUD,
                                "case:019a1b2c-0000-7000-8000-00000000000a"),
                        new TypeReference<RevealField>() {}),
                form(
                        "RevealedField",
                        new RevealedField(
                                "019a1b2c-0000-7000-8000-00000000000b",
                                "account:" + account,
                                PersonalField.EMAIL,
                                "ada@customer.example",
                                Instant.parse("2026-11-23T12:01:00Z"),
                                39),
                        new TypeReference<RevealedField>() {}),
                form(
                        "BreakGlass",
                        new BreakGlass(Purpose.SECURITY_INCIDENT, EMERGENCY),
                        new TypeReference<BreakGlass>() {}),
                form(
                        "BreakGlassDetails",
                        new BreakGlassDetails(
                                "019a1b2c-0000-7000-8000-00000000000c",
                                2,
                                APPROVAL.proposedBy(),
                                Purpose.SECURITY_INCIDENT,
                                EMERGENCY,
                                Instant.parse("2026-11-23T12:00:00Z"),
                                Instant.parse("2026-11-23T12:30:00Z"),
                                List.of(new BreakGlassDetails.Look(
                                        Instant.parse("2026-11-23T12:01:00Z"),
                                        "account:" + account,
                                        PersonalField.EMAIL,
                                        true)),
                                SECOND,
                                Instant.parse("2026-11-23T12:40:00Z")),
                        new TypeReference<BreakGlassDetails>() {}),
                form(
                        "SignIn",
                        new SignIn("grace@ominigate.example", "correct horse battery staple", "287082", null),
                        new TypeReference<SignIn>() {}),
                form(
                        "SignedIn",
                        new SignedIn(
                                "st-Ab3d000000000000000000000000000000000000000",
                                Instant.parse("2026-11-23T20:00:00Z"),
                                STAFF),
                        new TypeReference<SignedIn>() {}),
                form(
                        "Me",
                        new Me(
                                STAFF,
                                SESSION,
                                List.of(new RightDetails(
                                        "READ_AUDIT_LOG",
                                        "TEAM",
                                        List.of(
                                                Role.SUPPORT,
                                                Role.SUPPORT_LEAD,
                                                Role.TRUST_SAFETY,
                                                Role.TRUST_SAFETY_LEAD,
                                                Role.PRIVACY_OFFICER,
                                                Role.ADMIN,
                                                Role.AUDITOR)))),
                        new TypeReference<Me>() {}),
                form("InvitationDetails", INVITATION, new TypeReference<InvitationDetails>() {}),
                form("Invited", new Invited(INVITATION, TOKEN, null), new TypeReference<Invited>() {}),
                form("InvitationProposed", new Invited(null, null, APPROVAL), new TypeReference<Invited>() {}),
                form(
                        "GiveRoles",
                        new GiveRoles(List.of(Role.SUPPORT, Role.SUPPORT_LEAD), "She leads the team from Monday on."),
                        new TypeReference<GiveRoles>() {}),
                form(
                        "RemoveMember",
                        new RemoveMember("He leaves us at the end of the month."),
                        new TypeReference<RemoveMember>() {}),
                form(
                        "InviteMember",
                        new InviteMember(
                                "grace@ominigate.example",
                                "Grace Hopper",
                                List.of(Role.SUPPORT),
                                "She joins us on Monday."),
                        new TypeReference<InviteMember>() {}),
                form(
                        "MemberDetails",
                        new MemberDetails(
                                "019a1b2c-0000-7000-8000-000000000003",
                                2,
                                "grace@ominigate.example",
                                "Grace Hopper",
                                List.of(Role.SUPPORT, Role.SUPPORT_LEAD),
                                MemberStatus.ACTIVE,
                                SignInMethod.PASSWORD,
                                Instant.parse("2026-11-20T12:00:00Z"),
                                Instant.parse("2026-11-23T12:00:00Z"),
                                1),
                        new TypeReference<MemberDetails>() {}),
                form(
                        "ProviderOffer",
                        new ProviderOffer(
                                "https://login.example",
                                "ominigate-console",
                                "https://login.example/authorize",
                                "openid email profile"),
                        new TypeReference<ProviderOffer>() {}),
                form(
                        "SignedRelease",
                        new SignedRelease(
                                "{\"version\":\"0.2.0\",\"published\":\"2026-11-27\",\"packages\":[{\"file\":\"ominigate-console_0.2.0-1_amd64.deb\",\"sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}]}",
                                "MEUCIQDk0000000000000000000000000000000000000000000000000000000000000000000000000000"),
                        new TypeReference<SignedRelease>() {}),
                form(
                        "ProviderSignIn",
                        new ProviderSignIn(
                                "SplxlOBeZQQYbYS6WxSbIA",
                                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                                "http://127.0.0.1:49152/",
                                "n-0S6_WzA2Mj"),
                        new TypeReference<ProviderSignIn>() {}),
                form("SessionDetails", SESSION, new TypeReference<SessionDetails>() {}),
                form(
                        "Enrolment",
                        new Enrolment(
                                "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                                "otpauth://totp/OminiGate:grace%40ominigate.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=OminiGate&algorithm=SHA1&digits=6&period=30",
                                List.of("MZXW-6YTB-OIMZ-XW6Y", "ONSW-G4TF-OQQG-C3LQ")),
                        new TypeReference<Enrolment>() {}),
                form(
                        "SetUpAdministrator",
                        new SetUpAdministrator(TOKEN, "grace@ominigate.example", "Grace Hopper", PASSWORD),
                        new TypeReference<SetUpAdministrator>() {}),
                form(
                        "AcceptInvitation",
                        new AcceptInvitation(TOKEN, PASSWORD),
                        new TypeReference<AcceptInvitation>() {}),
                form(
                        "ConfirmInvitation",
                        new ConfirmInvitation(TOKEN, "287082"),
                        new TypeReference<ConfirmInvitation>() {}),
                form("StepUp", new StepUp("287082", null), new TypeReference<StepUp>() {}),
                form(
                        "ChangePassword",
                        new ChangePassword(PASSWORD, "a staple for every battery"),
                        new TypeReference<ChangePassword>() {}),
                form(
                        "ConfirmAuthenticator",
                        new ConfirmAuthenticator("287082"),
                        new TypeReference<ConfirmAuthenticator>() {}),
                form(
                        "SetupToken",
                        new SetupToken(TOKEN, Instant.parse("2026-11-24T12:00:00Z")),
                        new TypeReference<SetupToken>() {}),
                form(
                        "RightsTable",
                        new RightsTable(List.of(new RightsTable.Row("READ_AUDIT_LOG", MARKS))),
                        new TypeReference<RightsTable>() {}));
    }

    private static Arguments form(String file, Object value, TypeReference<?> type) {
        return Arguments.of(file, value, type);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void aValueIsWrittenAndReadAsItsFileHasIt(String file, Object value, TypeReference<?> type) throws IOException {
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream("/json/" + file + ".json"))) {
            byte[] bytes = golden.readAllBytes();
            assertThat(JSON.readTree(JSON.writeValueAsBytes(value))).isEqualTo(JSON.readTree(bytes));
            Object read = JSON.readValue(bytes, JSON.constructType(type));
            assertThat(read).isEqualTo(value);
        }
    }

    @Test
    void whatAKeyDoesNotHaveIsAbsent() throws IOException {
        CreateKey bare = JSON.readValue("{\"name\":\"x\"}", CreateKey.class);
        assertThat(bare).isEqualTo(new CreateKey("x", null, List.of(), List.of(), KeyLimitDetails.NONE));
        assertThat(JSON.writeValueAsString(KeyLimitDetails.NONE)).isEqualTo("{}");
    }

    /** Programs look for the field and not for its absence. */
    @Test
    void aGoodAuditReportSaysThatNothingIsBad() throws IOException {
        assertThat(JSON.writeValueAsString(new AuditReport(true, 3, null, null, 3, 2, 0)))
                .startsWith("{\"ok\":true,\"entries\":3,\"firstBad\":null,");
    }

    @Test
    void aNewKeysSecretIsInItsJsonOnly() {
        assertThat(new CreatedKey(KEY, "og-secret").toString()).doesNotContain("og-secret");
    }

    @Test
    void whatStaffSignInWithIsInItsJsonOnly() {
        for (Object secret : List.of(
                new SignIn("grace@ominigate.example", PASSWORD, "287082", null),
                new SignedIn(TOKEN, Instant.EPOCH, STAFF),
                new Enrolment("GEZDGNBV", "otpauth://totp/x?secret=GEZDGNBV", List.of("MZXW-6YTB")),
                new SetUpAdministrator(TOKEN, "grace@ominigate.example", "Grace Hopper", PASSWORD),
                new AcceptInvitation(TOKEN, PASSWORD),
                new ConfirmInvitation(TOKEN, "287082"),
                new StepUp("287082", null),
                new ChangePassword(PASSWORD, PASSWORD),
                new ConfirmAuthenticator("287082"),
                new Invited(INVITATION, TOKEN, null),
                new ProviderSignIn(TOKEN, "287082", "http://127.0.0.1:1/", "n"),
                new SetupToken(TOKEN, Instant.EPOCH))) {
            assertThat(secret.toString())
                    .doesNotContain(PASSWORD)
                    .doesNotContain(TOKEN)
                    .doesNotContain("287082")
                    .doesNotContain("GEZDGNBV")
                    .doesNotContain("MZXW");
        }
    }
}
