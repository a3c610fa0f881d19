package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** One of everything that goes by a rule: for each {@code RetainedData}, by its name. */
final class Samples {
    private final Map<String, Sample> byName = new TreeMap<>();
    private final Aged aged;

    Samples(Aged aged) {
        this.aged = aged;
        ofClass("usage-events", DataClass.USAGE);
        sql("usage-answers", "occurred_at", "metering.answer", """
                INSERT INTO metering.answer (digest, occurred_at, event_id, account_id)
                VALUES (substring(sha256('%1$s') FOR 16), '%2$s', '%1$s', '%1$s')
                """);
        sql("usage-hours", "hour", "metering.usage_hourly", """
                INSERT INTO metering.usage_hourly
                VALUES ('%1$s', '%2$s', '%1$s', 'm', 'p', 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)
                """);
        sql("usage-six-hours", "until", "metering.usage_six_hourly", """
                INSERT INTO metering.usage_six_hourly
                VALUES ('%1$s', '%2$s', '%1$s', 'm', 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)
                """);
        sql("usage-quarter-hours", "hour", "metering.usage_quarter_hourly", """
                INSERT INTO metering.usage_quarter_hourly
                VALUES ('%1$s', '%2$s', 0, '%1$s', 'm', 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)
                """);
        ofClass("operational-log", DataClass.OPERATIONAL_LOG);
        ofClass("sessions", DataClass.SESSIONS);
        sql("invitations", "ended_at", "staff.invitation", """
                INSERT INTO staff.invitation (
                    id, sha256, by_operator, email, name, roles, invited_by, created_at, expires_at, ended_at)
                VALUES ('%1$s', sha256('%1$s'), false, '%1$s@example.org', 'Somebody', '{AUDITOR}',
                    '%3$s', '%2$s', '%2$s'::timestamptz + INTERVAL '1 day', '%2$s')
                """);
        sql("customer-sessions", "ended_at", "customer.session", """
                INSERT INTO customer.member (id, account, email, role, password, language, created_at)
                SELECT '%1$s', id, '%1$s@example.org', 'DEVELOPER', 'p', 'en', '%2$s' FROM accounts.account LIMIT 1;
                INSERT INTO customer.session (
                    id, member, sha256, device, created_at, last_used_at, expires_at, ended_at)
                VALUES ('%1$s', '%1$s', sha256('%1$s'), 'Firefox', '%2$s', '%2$s',
                    '%2$s'::timestamptz + INTERVAL '30 days', '%2$s')
                """);
        sql("sign-ups", "expires_at", "customer.sign_up", """
                INSERT INTO customer.sign_up (id, email, password, language, sha256, tries_left, created_at, expires_at)
                VALUES ('%1$s', '%1$s@example.org', 'p', 'en', sha256('%1$s'), 5, '%2$s', '%2$s')
                """);
        sql("customer-links", "used_at", "customer.link", """
                INSERT INTO customer.link (sha256, kind, account, tries_left, created_at, expires_at, used_at)
                SELECT sha256('%1$s'), 'RESET', id, 5, '%2$s', '%2$s'::timestamptz + INTERVAL '1 hour', '%2$s'
                FROM accounts.account LIMIT 1
                """);
        sql("customer-invitations", "ended_at", "customer.invitation", """
                INSERT INTO customer.invitation (id, account, email, role, sha256, created_at, expires_at, ended_at)
                SELECT '%1$s', id, '%1$s@example.org', 'BILLING', sha256('%1$s'), '%2$s',
                    '%2$s'::timestamptz + INTERVAL '7 days', '%2$s'
                FROM accounts.account LIMIT 1
                """);
        sql("address-changes", "done_at + INTERVAL '72 hours'", "customer.email_change", """
                INSERT INTO customer.member (id, account, email, role, password, language, created_at)
                SELECT '%1$s', id, '%1$s@example.org', 'DEVELOPER', 'p', 'en', '%2$s' FROM accounts.account LIMIT 1;
                INSERT INTO customer.email_change (id, member, before, after, asked_at, done_at)
                SELECT '%1$s', '%1$s', 'a@example.org', 'b@example.org', at, at
                FROM (SELECT '%2$s'::timestamptz - INTERVAL '72 hours' AS at) AS done
                """);
        ofClass("letters", DataClass.MAIL_OUTBOX);
        ofClass("AgedDetails", DataClass.AUDIT_DETAILS);
        ofClass("evidence", DataClass.EVIDENCE);
        ofClass("open-evidence", DataClass.OPEN_EVIDENCE);
        sql(
                "unreduced-cases",
                "c.closed_at",
                "abuse.case_file c JOIN abuse.case_event e ON e.case_id = c.id WHERE e.words IS NOT NULL",
                """
                INSERT INTO abuse.case_file (
                    id, entity, entity_kind, family, families, state, disposition, priority, score, opened_at, first_seen,
                    last_seen, due_at, closed_at, evidence_until, evidence_gone_at)
                VALUES ('%1$s', 'account:%1$s', 'ACCOUNT', 'F', '{F}', 'CLOSED', 'BENIGN', 3, 30, '%2$s', '%2$s', '%2$s', '%2$s',
                    '%2$s', '%2$s', '%2$s');
                INSERT INTO abuse.case_event (id, case_id, at, kind, words)
                VALUES ('%1$s', '%1$s', '%2$s', 'NOTE', 'It was them');
                """);
        sql(
                "loose-flags",
                "evidence_expires - (SELECT kept_for::interval FROM retention.rule WHERE data_class = 'EVIDENCE')",
                "abuse.flag",
                """
                INSERT INTO abuse.flag (
                    id, signal, rule_version, shadow, entity, family, observed, threshold, points, half_life_seconds, family_cap,
                    first_seen, last_seen, evidence_expires, counts, raised_at)
                SELECT '%1$s', 'S1', 1, false, 'account:%1$s', 'F', 1, 1, 10, 60, 60, '%2$s', '%2$s',
                    ('%2$s'::timestamptz AT TIME ZONE 'UTC' + kept_for::interval) AT TIME ZONE 'UTC', '{}', '%2$s'
                FROM retention.rule WHERE data_class = 'EVIDENCE'
                """);
        ofClass("case-records", DataClass.CASES);
        ofClass("decisions", DataClass.DECISIONS);
        sql("looks", "at", "reveal.look", """
                INSERT INTO reveal.look (id, member, subject, field, purpose, at)
                VALUES ('%1$s', '%3$s', 'account:%1$s', 'email', 'SUPPORT', '%2$s')
                """);
        sql("broken-glass", "g.ends_at", "reveal.break_glass g JOIN reveal.look l ON l.break_glass = g.id", """
                INSERT INTO reveal.break_glass (id, member, purpose, reason, started_at, ends_at)
                VALUES ('%1$s', '%3$s', 'SUPPORT', 'A fire', '%2$s'::timestamptz - INTERVAL '10 minutes', '%2$s');
                INSERT INTO reveal.look (id, member, subject, field, purpose, break_glass, at)
                VALUES ('%1$s', '%3$s', 'account:%1$s', 'email', 'SUPPORT', '%1$s', '%2$s'::timestamptz - INTERVAL '5 minutes')
                """);
        sql("proposals", "decided_at", "approval.proposal", """
                INSERT INTO approval.proposal (
                    id, kind, subject, effect, reason, proposer, proposed_at, expires_at, status, decider, decided_at)
                VALUES ('%1$s', 'k', 'account:%1$s', 'e', 'r', '%3$s', '%2$s', '%2$s', 'WITHDRAWN', '%3$s', '%2$s')
                """);
        ofClass("packages", DataClass.EXPORTS);
        sql("packages-that-were", "gone_at", "privacy.package", """
                INSERT INTO privacy.package (
                    request, account, file, bytes, sha256, files, records, made_at, most_downloads, gone_at)
                VALUES ('%1$s', '%1$s', '%1$s.zip', 1, sha256('1'), 1, 1, '%2$s', 5, '%2$s')
                """);
        ofClass("request-conversations", DataClass.REQUEST_CONVERSATIONS);
        ofClass("request-records", DataClass.REQUEST_RECORDS);
        sql("lifted-holds", "lifted_at", "privacy.legal_hold", """
                INSERT INTO privacy.legal_hold (id, account, matter, set_at, proposed_by, agreed_by, lifted_at, lifted_by)
                VALUES ('%1$s', '%1$s', 'A suit', '%2$s', gen_random_uuid(), '%3$s', '%2$s', '%3$s')
                """);
        sql("erasures", "finished_at", "privacy.erasure", """
                INSERT INTO privacy.erasure (account, tombstone, began_at, finished_at)
                VALUES ('%1$s', 1, '%2$s', '%2$s')
                """);
        ofClass("vault", DataClass.VAULT);
        ofClass("suppression", DataClass.SUPPRESSION);
        ofClass("habits", DataClass.HABITS);
        ofClass("observations", DataClass.OBSERVATIONS);
        ofClass("staff-networks", DataClass.STAFF_NETWORKS);
    }

    /** Something that goes by a rule. */
    interface Sample {

        /** One more, of this age. */
        void insert(Instant time) throws SQLException;

        /** How old what is left is. */
        List<Instant> times() throws SQLException;
    }

    private void ofClass(String name, DataClass dataClass) {
        byName.put(name, new Sample() {
            @Override
            public void insert(Instant time) throws SQLException {
                aged.insert(dataClass, time);
            }

            @Override
            public List<Instant> times() throws SQLException {
                return aged.times(dataClass);
            }
        });
    }

    /** @param insert with an id, a time, and a member of the staff */
    private void sql(String name, String time, String from, String insert) {
        byName.put(name, new Sample() {
            @Override
            public void insert(Instant at) throws SQLException {
                aged.execute(insert.formatted(UUID.randomUUID(), at, Aged.MEMBER));
            }

            @Override
            public List<Instant> times() throws SQLException {
                return aged.times(time, from);
            }
        });
    }

    Map<String, Sample> byName() {
        return byName;
    }
}
