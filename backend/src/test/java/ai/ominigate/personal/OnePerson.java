package ai.ominigate.personal;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.privacy.request.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A customer who has left a trace in every table that can have one. Whatever is theirs in words has their name in it, so
 * that a search of the database finds it.
 *
 * @param name theirs, which is nobody else's: letters alone
 */
public record OnePerson(
        UUID account, UUID key, String name, String email, String address, String stripe, UUID request) {

    /** Makes one, with every kind of data, who has asked for something of this type. */
    public static OnePerson inEveryTable(RunningOminiGate ominigate, String name, RequestType asks)
            throws IOException, InterruptedException, SQLException {
        String email = name + "@" + name + ".example";
        String address = "198.51.100." + (name.hashCode() & 127);
        UUID account = UUID.fromString(ominigate
                .admin("POST", "/admin/v1/accounts", """
                        {"name": "Firstname %s", "email": "%s"}
                        """.formatted(name, email))
                .json()
                .path("id")
                .asText());
        UUID key = UUID.fromString(ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", """
                        {"name": "laptop of %s", "networks": ["%s"]}
                        """.formatted(name, address))
                .json()
                .path("key")
                .path("id")
                .asText());
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount": "25", "reason": "a present for %s", "idempotencyKey": "present-%s"}
                """.formatted(name, account));
        String stripe = "cus_" + name + "Stripe";
        UUID request;
        try (Connection connection = ominigate.database().superuser()) {
            OnePerson person = new OnePerson(account, key, name, email, address, stripe, UUID.randomUUID());
            try (Statement statement = connection.createStatement()) {
                for (String sql : traces(person).split(";\n")) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
            }
            request = request(ominigate, connection, person, asks);
        }
        return new OnePerson(account, key, name, email, address, stripe, request);
    }

    private static UUID request(RunningOminiGate ominigate, Connection connection, OnePerson person, RequestType asks)
            throws SQLException {
        UUID thread;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM privacy.thread WHERE sender = ? ORDER BY id LIMIT 1")) {
            select.setString(1, person.email());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                thread = row.getObject(1, UUID.class);
            }
        }
        UUID id = ominigate
                .application()
                .context()
                .getBean(Requests.class)
                .open(connection, thread, asks, RequestChannel.MAIL, Instant.parse("2026-11-20T10:00:00Z"))
                .id();
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE privacy.request SET account = ?, identity = 'L2', identified_at = now() WHERE id = ?")) {
            update.setObject(1, person.account());
            update.setObject(2, id);
            update.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO privacy.request_letter (letter, request, at, template, subject, text)
                VALUES (gen_random_uuid(), ?, now(), 'REQUEST_MESSAGE', 'About your request', 'Dear ' || ?)
                """)) {
            insert.setObject(1, id);
            insert.setString(2, person.name());
            insert.executeUpdate();
        }
        DataKeys keys = ominigate.application().context().getBean(DataKeys.class);
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO privacy.correction (request, field, account, before, after, sealed, evidence, written_by, written_at,
                    old_needed)
                VALUES (?, 'NAME', ?, ?, ?, true, ?, gen_random_uuid(), now(), false)
                """)) {
            insert.setObject(1, id);
            insert.setObject(2, person.account());
            insert.setBytes(3, sealed(keys, connection, person, "Fistname " + person.name()));
            insert.setBytes(4, sealed(keys, connection, person, "Firstname " + person.name()));
            insert.setString(5, person.name() + " showed a letter");
            insert.executeUpdate();
        }
        return id;
    }

    private static byte[] sealed(DataKeys keys, Connection connection, OnePerson person, String value)
            throws SQLException {
        return keys.seal(connection, person.account(), value.getBytes(StandardCharsets.UTF_8));
    }

    private static String traces(OnePerson person) {
        return """
                UPDATE accounts.account SET stripe_customer = '%5$s' WHERE id = '%1$s';
                INSERT INTO accounts.changed_field VALUES ('%1$s', now(), 'EMAIL', 'before@%3$s.example', '%7$s', true, 'request:1');
                INSERT INTO metering.usage_event (event_id, occurred_at, account_id, key_id, model, provider, input_tokens,
                    cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
                    audio_input_tokens, audio_output_tokens, calls, latency_micros, first_byte_micros, http_status, end_reason,
                    price_version, cost_nanos, estimated)
                SELECT gen_random_uuid(), now(), '%1$s', '%2$s', 'demo', 'demo', n, 0, 0, 0, 5, 0, 0, 0, 1, 1000, 500, 200, 1, 1,
                    n, false FROM generate_series(1, 700) AS n;
                INSERT INTO metering.usage_hourly VALUES ('%1$s', date_trunc('hour', now()), '%2$s', 'demo', 'demo', 700, 0, 1, 0, 0,
                    0, 1, 0, 0, 0, 9);
                INSERT INTO metering.usage_six_hourly VALUES ('%1$s', date_trunc('day', now(), 'UTC'), '%2$s', 'demo', 700, 0, 1, 0,
                    0, 0, 1, 0, 0, 0, 9);
                INSERT INTO metering.usage_quarter_hourly VALUES ('%1$s', date_trunc('hour', now()), 2, '%2$s', 'demo', 700, 0, 1, 0,
                    0, 0, 1, 0, 0, 0, 9);
                INSERT INTO metering.answer VALUES (substr(sha256('%3$s'), 1, 16), now(), gen_random_uuid(), '%1$s');
                INSERT INTO metering.key_spend VALUES ('%2$s', gen_random_uuid(), 'ever', '1970-01-01', 9, now());
                INSERT INTO abuse.operational_log VALUES (now(), '%4$s', 'POST', '/v1/chat/completions', 200, '%2$s',
                    '{"user-agent": "browser of %3$s"}', '%1$s', NULL);
                INSERT INTO abuse.case_file (id, entity, entity_kind, family, families, state, disposition, priority, score,
                    opened_at, first_seen, last_seen, due_at, closed_at, evidence_until)
                VALUES ('%6$s', 'account:%1$s', 'ACCOUNT', 'KEYS', '{KEYS}', 'CLOSED', 'BENIGN', 3, 10, now(), now(), now(), now(),
                    now(), now() + interval '9 days');
                INSERT INTO abuse.case_key VALUES ('key:%2$s', 'KEYS', '%6$s');
                INSERT INTO abuse.flag (id, case_id, signal, rule_version, shadow, entity, family, observed, threshold, points,
                    half_life_seconds, family_cap, first_seen, last_seen, evidence_expires, counts, raised_at)
                VALUES (gen_random_uuid(), '%6$s', 'S3', 1, false, 'key:%2$s', 'KEYS', 2, 1, 10, 60, 10, now(), now(), now(), '{}', now());
                INSERT INTO abuse.case_event VALUES (gen_random_uuid(), '%6$s', now(), 'NOTE', NULL, 'looks like %3$s is away', NULL);
                INSERT INTO abuse.evidence VALUES ('%6$s', 1, now(), '%4$s', 'POST', '/v1/messages', 200, '%2$s', '%3$s/1');
                INSERT INTO abuse.decision (id, action, entity, category, reason, note, decided_by, decided_at, lasts_millis, begins_at,
                    ends_at, state)
                VALUES ('%6$s', 'WARN', 'account:%1$s', 'OTHER', 'too many', 'told %3$s so', gen_random_uuid(), now(), 1000,
                    now(), now() + interval '9 days', 'IN_FORCE');
                INSERT INTO abuse.refund_due VALUES ('%6$s', '%1$s', now(), NULL, NULL, NULL);
                INSERT INTO abuse.appeal (id, case_id, decision, deciders, received_at, due_at, status, settled_by, settled_at, reason)
                VALUES ('%6$s', '%6$s', gen_random_uuid(), '{}', now(), now(), 'UPHELD', gen_random_uuid(), now(), '%3$s was told');
                INSERT INTO abuse.appeal_message VALUES (gen_random_uuid(), '%6$s', now(), NULL, '%3$s says it is not true');
                INSERT INTO abuse.habit VALUES ('KEY', '%2$s', now(), '{}');
                INSERT INTO customer.sign_up (id, email, password, language, sha256, tries_left, created_at, expires_at)
                VALUES ('%6$s', lower('%7$s'), 'p', 'en', sha256('%6$s'), 5, now(), now() + INTERVAL '1 day');
                INSERT INTO customer.member (id, account, email, role, password, language, name, created_at)
                VALUES ('%6$s', '%1$s', lower('%7$s'), 'OWNER', 'p', 'en', '%3$s', now());
                INSERT INTO customer.session (id, member, sha256, device, created_at, last_used_at, expires_at)
                VALUES ('%6$s', '%6$s', sha256('%6$s'), 'Firefox', now(), now(), now() + INTERVAL '30 days');
                INSERT INTO customer.email_change (id, member, before, after, asked_at)
                VALUES ('%6$s', '%6$s', lower('%7$s'), 'after@%3$s.example', now());
                INSERT INTO customer.link (sha256, kind, account, member, change, tries_left, created_at, expires_at)
                VALUES (sha256('%6$s'), 'EMAIL_OLD', '%1$s', '%6$s', '%6$s', 5, now(), now() + INTERVAL '1 day');
                INSERT INTO customer.invitation (id, account, email, role, sha256, created_at, expires_at)
                VALUES ('%6$s', '%1$s', lower('%7$s'), 'BILLING', sha256('%6$s'), now(), now() + INTERVAL '7 days');
                INSERT INTO customer.alert (id, account, kind, threshold, created_at, told_at, told_of)
                VALUES ('%6$s', '%1$s', 'DAILY_SPEND', 5000000000, now(), now(), '2026-11-27');
                INSERT INTO payment.customer_news (account_id, changed_at, look_at) VALUES ('%1$s', now(), now());
                INSERT INTO payment.customer_wish VALUES ('%1$s', 'wish-%6$s', now());
                INSERT INTO payment.top_up (
                    id, account_id, kind, credit_cents, fee_cents, currency, state, request_key, asked_at, settled_at)
                VALUES ('%6$s', '%1$s', 'CHECKOUT', 1000, 0, 'usd', 'PAID', 'ask-%6$s', now(), now());
                INSERT INTO payment.refund (id, top_up, account_id, cents, cause, state, request_key, asked_at, settled_at)
                VALUES ('%6$s', '%6$s', '%1$s', 100, 'UNUSED', 'PAID', 'back-%6$s', now(), now());
                INSERT INTO payment.dispute (object, kind, top_up, account_id, cents, status, opened_at, closed_at)
                VALUES ('dp_' || replace('%6$s', '-', ''), 'DISPUTE', '%6$s', '%1$s', 100, 'won', now(), now());
                INSERT INTO payment.automatic (
                    account_id, enabled, threshold_cents, amount_cents, month_cents, changed_at)
                VALUES ('%1$s', true, 500, 1000, 10000, now());
                INSERT INTO mail.letter VALUES (gen_random_uuid(), 'ABUSE_WARNING', 'ACCOUNT_NOTICE', '%7$s', 'account:%1$s', 'en',
                    '{}', now(), now(), 1, NULL, now(), NULL);
                INSERT INTO policy.acceptance VALUES ('%1$s', 1, now());
                INSERT INTO policy.notice VALUES (1, '%1$s', gen_random_uuid());
                INSERT INTO subprocessor.company (id, state, name, role, data_categories, purposes, countries, no_training, hosts)
                VALUES ('%6$s', 'RETIRED', 'A company of %6$s', 'MAIL', '{}', '{}', '{}', 'UNKNOWN', '{}');
                INSERT INTO subprocessor.objection (id, company, account, received_at, grounds, recorded_by)
                VALUES ('%6$s', '%6$s', '%1$s', now(), '%3$s does not want that', gen_random_uuid());
                INSERT INTO subprocessor.list VALUES (1, '[]', sha256('[]'), 'The first.', now(), now(), now()) ON CONFLICT DO NOTHING;
                INSERT INTO subprocessor.notice VALUES (1, '%1$s', gen_random_uuid());
                INSERT INTO privacy.thread VALUES ('%6$s', '%7$s', 'en', now());
                INSERT INTO privacy.message (id, thread, known_as, sender, sender_check, of_another, writer, subject, text, cut, received_at)
                VALUES ('%6$s', '%6$s', 'id <1@%3$s> %7$s', '%7$s', 'PASSED', false, 'PERSON', '%3$s asks', 'I, %3$s, want "all", =1+1', '{}', now());
                INSERT INTO privacy.known_mail VALUES ('%6$s', '<1@%3$s>', NULL);
                INSERT INTO privacy.attachment VALUES ('%6$s', 1, '%3$s.pdf', 'application/pdf', 5, 'hello');
                INSERT INTO approval.proposal (id, kind, payload, subject, effect, reason, proposer, proposed_at, expires_at, status,
                    decider, decided_at, note)
                VALUES (gen_random_uuid(), 'test', NULL, 'account:%1$s', 'something with %3$s', 'because of %3$s', gen_random_uuid(), now(),
                    now(), 'APPROVED', gen_random_uuid(), now(), '%3$s agreed');
                INSERT INTO reveal.break_glass (id, member, purpose, reason, started_at, ends_at)
                VALUES ('%6$s', gen_random_uuid(), 'FRAUD', '%3$s calls and cannot get in', now(), now());
                INSERT INTO reveal.look VALUES (gen_random_uuid(), gen_random_uuid(), 'account:%1$s', 'email', 'FRAUD', NULL, '%6$s', now(), NULL);
                INSERT INTO audit.incoming (at, actor, action, outcome, subject, salt, payload)
                VALUES (now(), 'operator', 'account.note', 'DONE', 'account:%1$s', sha256('a'), '{"words":"%3$s called"}');
                """.formatted(
                        person.account(),
                        person.key(),
                        person.name(),
                        person.address(),
                        person.stripe(),
                        UUID.randomUUID(),
                        person.email());
    }

    /** By all that we know them by. */
    public DataSubject subject() {
        return DataSubject.of(account, List.of(email), List.of(key));
    }

    /** Everything in the database that has the person's name in it, as {@code schema.table: the word around it}. */
    public Set<String> wordsIn(RunningOminiGate ominigate) throws SQLException {
        Pattern word = Pattern.compile("[A-Za-z0-9@._<-]*" + name + "[A-Za-z0-9@._>-]*", Pattern.CASE_INSENSITIVE);
        Set<String> words = new TreeSet<>();
        try (Connection connection = ominigate.database().superuser()) {
            for (String table : tables(connection)) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT row_to_json(t)::text FROM " + table
                                + " AS t WHERE row_to_json(t)::text ILIKE '%" + name + "%'")) {
                    while (row.next()) {
                        Matcher matcher = word.matcher(row.getString(1));
                        while (matcher.find()) {
                            words.add(table + ": " + matcher.group());
                        }
                    }
                }
            }
        }
        return words;
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                        """)) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }
}
