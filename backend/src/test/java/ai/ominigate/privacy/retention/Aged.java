package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Something of every class of data, as old as a test wants it, and what is left of it. */
final class Aged {
    static final UUID ACCOUNT = UUID.fromString("00000000-0000-7000-8000-000000000001");
    static final UUID KEY = UUID.fromString("00000000-0000-7000-8000-000000000002");

    static final UUID MEMBER = UUID.fromString("00000000-0000-7000-8000-000000000003");

    private final TestDatabase database;

    /** Entries of the audit log cannot be removed, so each test has its own. */
    private String subject = "";

    /** In the database of an application that is started. */
    Aged(TestDatabase database) throws SQLException {
        this.database = database;
        execute("""
                INSERT INTO accounts.account (id, name, status, created_at, revision)
                VALUES ('%1$s', 'Somebody', 'ACTIVE', now(), 1);
                INSERT INTO accounts.api_key (
                    id, account_id, sha256, hint, name, models, networks, created_at, revision)
                VALUES ('%2$s', '%1$s', sha256('aged'), 'aged', 'Somebody', '{}', '{}', now(), 1);
                INSERT INTO staff.member (id, email, name, roles, status, created_at)
                VALUES ('%3$s', 'aged@example.org', 'Somebody', '{AUDITOR}', 'ACTIVE', now());
                """.formatted(ACCOUNT, KEY, MEMBER));
    }

    /** Nothing is kept that goes by a rule. */
    void nothing() throws SQLException {
        subject = "test:" + UUID.randomUUID();
        execute("""
                DELETE FROM metering.usage_event;
                DELETE FROM metering.answer;
                DELETE FROM metering.usage_hourly;
                DELETE FROM metering.usage_six_hourly;
                DELETE FROM metering.usage_quarter_hourly;
                DELETE FROM staff.invitation;
                DELETE FROM customer.link;
                DELETE FROM customer.invitation;
                DELETE FROM customer.sign_up;
                DELETE FROM customer.member;
                DELETE FROM abuse.habit;
                DELETE FROM abuse.observed;
                DELETE FROM abuse.staff_network;
                DELETE FROM abuse.operational_log;
                DELETE FROM mail.letter;
                DELETE FROM retention.purge;
                DELETE FROM privacy.legal_hold;
                TRUNCATE vault.record;
                DELETE FROM staff.session;
                DELETE FROM abuse.case_file;
                DELETE FROM abuse.flag;
                DELETE FROM abuse.decision_hits;
                DELETE FROM abuse.decision;
                DELETE FROM privacy.package;
                DELETE FROM privacy.request;
                DELETE FROM privacy.message;
                DELETE FROM privacy.thread;
                DELETE FROM privacy.suppression;
                DELETE FROM privacy.erasure;
                DELETE FROM approval.proposal;
                DELETE FROM reveal.look;
                DELETE FROM reveal.break_glass;
                """);
    }

    /** How many things a receipt counts for one sample. */
    static int counted(DataClass dataClass) {
        return switch (dataClass) {
            // A look, and a proposal.
            case STAFF_RECORDS -> 2;
            default -> 1;
        };
    }

    void insert(DataClass dataClass, Instant time) throws SQLException {
        insert(dataClass, time, UUID.randomUUID());
    }

    /** Something that is this account's. */
    void insert(DataClass dataClass, Instant time, UUID account) throws SQLException {
        UUID id = UUID.randomUUID();
        switch (dataClass) {
            case USAGE -> execute("""
                    INSERT INTO metering.usage_event VALUES (
                        '%s', '%s', '%s', '%s', 'm', 'p', 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 200, 1, 1, 1, false)
                    """.formatted(id, time, account, KEY));
            case OPERATIONAL_LOG -> execute("""
                    INSERT INTO abuse.operational_log (time, address, method, path_template, status, key_id, headers)
                    VALUES ('%s', '203.0.113.9', 'GET', '/', 200, '%s', '{}')
                    """.formatted(time, account.equals(ACCOUNT) ? KEY : id));
            case SESSIONS -> execute("""
                    INSERT INTO staff.session (id, member, sha256, created_at, last_used_at, expires_at, ended_at)
                    VALUES ('%s', '%s', sha256('%1$s'), '%3$s', '%3$s', '%3$s', '%3$s')
                    """.formatted(id, MEMBER, time));
            case MAIL_OUTBOX -> execute("""
                    INSERT INTO mail.letter
                        (id, template, class, recipient, about, language, "values", created_at, next_try_at, sent_at)
                    VALUES ('%s', 'T', 'ACCOUNT_NOTICE', 'a@b.example', 'account:%s', 'en', '{}', '%s', now(), now())
                    """.formatted(id, account, time));
            case AUDIT_DETAILS ->
                new AuditLog(database.dataSource(), InstantSource.fixed(time))
                        .append(new Act(
                                new Actor.Automatic(),
                                "test.act",
                                Act.Outcome.DONE,
                                subject,
                                null,
                                null,
                                Map.of("account", "account:" + account)));
            case EVIDENCE -> {
                insertCase(id, time, account, "NULL");
                execute("""
                        INSERT INTO abuse.evidence (case_id, seq, at, address, method, path_template, status)
                        VALUES ('%s', 1, '%s', '203.0.113.9', 'GET', '/', 200)
                        """.formatted(id, time));
            }
            case OPEN_EVIDENCE -> insertOpenCase(id, time, account);
            case CASES -> insertCase(id, time, account, "'" + time + "'");
            case DECISIONS -> execute("""
                    INSERT INTO abuse.decision (
                        id, revision, action, entity, reason, decided_by, decided_at, lasts_millis, begins_at, ends_at, state,
                        ending, ended_at)
                    VALUES ('%1$s', 1, 'THROTTLE', 'account:%2$s', 'OTHER', '%3$s', '%4$s', 1000, '%4$s', '%4$s', 'ENDED',
                        'EXPIRED', '%4$s');
                    INSERT INTO abuse.decision_hits VALUES ('%1$s', 1, '%4$s');
                    """.formatted(id, account, MEMBER, time));
            case EXPORTS -> execute("""
                    INSERT INTO privacy.package (
                        request, account, file, bytes, sha256, files, records, made_at, token_sha256, offered_at, expires_at,
                        most_downloads)
                    VALUES ('%1$s', '%2$s', '%1$s.zip', 1, sha256('1'), 1, 1, '%3$s', sha256('%1$s'), '%3$s',
                        '%3$s'::timestamptz + INTERVAL '7 days', 5)
                    """.formatted(id, account, time));
            case REQUEST_CONVERSATIONS -> {
                insertRequest(id, time, account, "'ada@example.org'");
                execute("""
                        INSERT INTO privacy.message (
                            id, thread, known_as, sender_check, of_another, writer, subject, text, cut, received_at)
                        VALUES ('%1$s', '%1$s', '%1$s', 'NONE', false, 'PERSON', 'Hello', 'Forget me', '{}', '%2$s')
                        """.formatted(id, time));
            }
            case REQUEST_RECORDS -> insertRequest(id, time, account, "NULL");
            case VAULT -> execute("""
                    INSERT INTO vault.record (
                        id, account, kind, reference, occurred_on, amount_nanos, currency, statute, keep_until, moved_at)
                    VALUES ('%1$s', '%2$s', 'usage', '%1$s', '2020-01-01', 1, 'USD', 'A law',
                        ('%3$s'::timestamptz AT TIME ZONE 'UTC')::date - 1, now())
                    """.formatted(id, account, time));
            case SUPPRESSION ->
                execute("INSERT INTO privacy.suppression (hmac, since) VALUES (sha256('%s'), '%s')"
                        .formatted(id, time));
            case STAFF_RECORDS -> execute("""
                    INSERT INTO approval.proposal (
                        id, kind, subject, effect, reason, proposer, proposed_at, expires_at, status, decider, decided_at)
                    VALUES ('%1$s', 'k', 'account:%2$s', 'e', 'r', '%3$s', '%4$s', '%4$s', 'WITHDRAWN', '%3$s', '%4$s');
                    INSERT INTO reveal.look (id, member, subject, field, purpose, at)
                    VALUES ('%1$s', '%3$s', 'account:%2$s', 'email', 'SUPPORT', '%4$s');
                    """.formatted(id, account, MEMBER, time));
            case HABITS ->
                execute("INSERT INTO abuse.habit (kind, id, last_at, habits) VALUES ('ACCOUNT', '%s', '%s', '{}')"
                        .formatted(account.equals(ACCOUNT) ? account : id, time));
            case OBSERVATIONS -> execute("""
                    INSERT INTO abuse.observed (stream, number, at, kept_until, batch)
                    VALUES ('%s', 1, '%s', '2999-01-01', 'x')
                    """.formatted(id, time));
            case STAFF_NETWORKS ->
                execute("INSERT INTO abuse.staff_network (network, last_at) VALUES ('2001:db8:%s::/64', '%s')"
                        .formatted(id.toString().substring(0, 4), time));
        }
    }

    private void insertOpenCase(UUID id, Instant opened, UUID account) throws SQLException {
        execute("""
                INSERT INTO abuse.case_file (
                    id, entity, entity_kind, family, families, state, priority, score, opened_at, first_seen, last_seen, due_at,
                    evidence_until)
                SELECT '%1$s', 'account:%2$s', 'ACCOUNT', 'F', '{F}', 'NEW', 3, 30, '%3$s', '%3$s', '%3$s', '%3$s',
                    ('%3$s'::timestamptz AT TIME ZONE 'UTC' + kept_for::interval) AT TIME ZONE 'UTC'
                FROM retention.rule WHERE data_class = 'OPEN_EVIDENCE';
                INSERT INTO abuse.evidence (case_id, seq, at, address, method, path_template, status)
                VALUES ('%1$s', 1, '%3$s', '203.0.113.9', 'GET', '/', 200)
                """.formatted(id, account, opened));
    }

    private void insertCase(UUID id, Instant closed, UUID account, String reduced) throws SQLException {
        execute("""
                INSERT INTO abuse.case_file (
                    id, entity, entity_kind, family, families, state, disposition, priority, score, opened_at, first_seen,
                    last_seen, due_at, closed_at, evidence_until, reduced_at)
                VALUES ('%1$s', 'account:%2$s', 'ACCOUNT', 'F', '{F}', 'CLOSED', 'BENIGN', 3, 30, '%3$s', '%3$s', '%3$s', '%3$s',
                    '%3$s', '%3$s'::timestamptz + INTERVAL '90 days', %4$s)
                """.formatted(id, account, closed, reduced));
    }

    private void insertRequest(UUID id, Instant ended, UUID account, String sender) throws SQLException {
        execute("""
                INSERT INTO privacy.thread (id, sender, language) VALUES ('%1$s', %4$s, 'en');
                INSERT INTO privacy.request (
                    id, thread, type, state, received_at, answer_by, received_on, target, account, ended_at)
                VALUES ('%1$s', '%1$s', 'ACCESS', 'WITHDRAWN', '%3$s', '2030-01-01', '2020-01-01', '2030-01-01', '%2$s', '%3$s');
                """.formatted(id, account, ended, sender));
    }

    /** How old what is left is. */
    List<Instant> times(DataClass dataClass) throws SQLException {
        return switch (dataClass) {
            case USAGE -> times("occurred_at", "metering.usage_event");
            case OPERATIONAL_LOG -> times("time", "abuse.operational_log");
            case SESSIONS -> times("ended_at", "staff.session WHERE member = '" + MEMBER + "'");
            case MAIL_OUTBOX -> times("created_at", "mail.letter");
            case AUDIT_DETAILS ->
                times(
                        "e.at",
                        "audit.payload p JOIN audit.entry e ON e.seq = p.seq WHERE e.subject = '" + subject + "'");
            case EVIDENCE -> times("c.closed_at", "abuse.evidence e JOIN abuse.case_file c ON c.id = e.case_id");
            case OPEN_EVIDENCE -> times("c.opened_at", "abuse.evidence e JOIN abuse.case_file c ON c.id = e.case_id");
            case CASES -> times("closed_at", "abuse.case_file");
            case DECISIONS -> times("ended_at", "abuse.decision");
            case EXPORTS -> times("offered_at", "privacy.package WHERE gone_at IS NULL");
            case REQUEST_CONVERSATIONS ->
                times(
                        "r.ended_at",
                        "privacy.request r JOIN privacy.thread t ON t.id = r.thread JOIN privacy.message m ON m.thread = t.id");
            case REQUEST_RECORDS -> times("ended_at", "privacy.request");
            case VAULT -> times("(keep_until + 1)::timestamp AT TIME ZONE 'UTC'", "vault.record");
            case SUPPRESSION -> times("since", "privacy.suppression");
            case STAFF_RECORDS ->
                times("p.decided_at", "approval.proposal p JOIN reveal.look l ON l.at = p.decided_at");
            case HABITS -> times("last_at", "abuse.habit");
            case OBSERVATIONS -> times("at", "abuse.observed");
            case STAFF_NETWORKS -> times("last_at", "abuse.staff_network");
        };
    }

    List<Instant> times(String time, String from) throws SQLException {
        List<Instant> times = new ArrayList<>();
        for (String text : texts("SELECT to_char((%s) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM %s"
                .formatted(time, from))) {
            times.add(Instant.parse(text));
        }
        return times;
    }

    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
