package ai.ominigate.credit;

import ai.ominigate.billing.CreditLots;
import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditGiftDetails;
import ai.ominigate.model.billing.CreditLotDetails;
import ai.ominigate.model.billing.GiftState;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.identity.Colleagues;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Credit that was given, and what waits for a second person, in one list. Blocks. */
@Singleton
final class GiftList {
    /**
     * What the books have of gifts, and what was proposed and is open. The lots that gifts became are read afterwards, as what is
     * left of a lot follows from all lots of its account.
     */
    private static final String GIFTS = """
            (SELECT tx.id, owner.account, -cost.amount AS nanos,
                    CASE WHEN back.nanos > 0 THEN 'TAKEN_BACK' ELSE 'GIVEN' END AS state,
                    tx.meta ->> 'cause' AS cause, tx.meta ->> 'reason' AS reason, tx.recorded_at AS at,
                    coalesce((tx.meta ->> 'alone')::uuid, proposal.proposer) AS member,
                    NULL::timestamptz AS expires_at, back.nanos AS taken_back, (tx.meta ->> 'approval')::uuid AS approval
               FROM billing.ledger_tx AS tx
               JOIN billing.ledger_account AS house ON house.code = 'promo_expense'
               JOIN billing.ledger_entry AS cost ON cost.tx_id = tx.id AND cost.account_id = house.id
              CROSS JOIN LATERAL (
                    SELECT of.account FROM billing.ledger_entry AS entry
                      JOIN billing.ledger_account AS of ON of.id = entry.account_id AND of.account IS NOT NULL
                     WHERE entry.tx_id = tx.id LIMIT 1) AS owner
              CROSS JOIN LATERAL (
                    SELECT coalesce(sum(entry.amount), 0)::bigint AS nanos
                      FROM billing.ledger_tx AS undone
                      JOIN billing.ledger_entry AS entry ON entry.tx_id = undone.id AND entry.account_id = house.id
                     WHERE undone.kind = 'grant_undone' AND starts_with(undone.idem_key, tx.id || ':')) AS back
               LEFT JOIN approval.proposal AS proposal ON proposal.id = (tx.meta ->> 'approval')::uuid
              WHERE tx.kind = 'grant'
              UNION ALL
             SELECT id, substr(subject, 9)::uuid, ((payload -> 'gift' ->> 'amount')::numeric * 1000000000)::bigint,
                    'PROPOSED', payload -> 'gift' ->> 'cause', reason, proposed_at, proposer,
                    (payload -> 'gift' ->> 'expiresAt')::timestamptz, 0, id
               FROM approval.proposal
              WHERE kind = 'credit.give' AND status = 'OPEN' AND expires_at > ?) AS gift
            """;

    private final Colleagues colleagues;

    GiftList(Colleagues colleagues) {
        this.colleagues = colleagues;
    }

    private record Row(
            UUID id,
            UUID account,
            long nanos,
            GiftState state,
            @Nullable CreditCause cause,
            @Nullable String reason,
            Instant at,
            @Nullable UUID member,
            @Nullable Instant expiresAt,
            long takenBack,
            @Nullable UUID approval) {
        static Row of(ResultSet row) throws SQLException {
            String cause = row.getString("cause");
            OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
            return new Row(
                    row.getObject("id", UUID.class),
                    row.getObject("account", UUID.class),
                    row.getLong("nanos"),
                    GiftState.valueOf(row.getString("state")),
                    cause == null ? null : CreditCause.valueOf(cause),
                    row.getString("reason"),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getObject("member", UUID.class),
                    expires == null ? null : expires.toInstant(),
                    row.getLong("taken_back"),
                    row.getObject("approval", UUID.class));
        }
    }

    /**
     * Gifts, by when they were given or proposed.
     *
     * @param account only of this one; null for all
     * @param state only those that stand so; null for all
     */
    Page<CreditGiftDetails> read(
            Connection connection,
            PageRequest page,
            Sort<GiftSort> sort,
            @Nullable UUID account,
            @Nullable GiftState state,
            Instant now)
            throws SQLException {
        Page<Row> gifts = ListQuery.of("*", GIFTS, now.atOffset(ZoneOffset.UTC))
                .where("account = ?", account)
                .where("state = ?", state)
                .sortedBy(sort.by().expression(), "timestamptz")
                .sortedBy("id", "uuid")
                .read(connection, page, sort.descending(), Row::of);
        Map<UUID, CreditLotDetails> lots = lots(connection, gifts.items());
        Map<UUID, Colleague> people = colleagues.named(
                connection,
                gifts.items().stream().map(Row::member).filter(Objects::nonNull).toList());
        return gifts.map(gift -> details(gift, lots.get(gift.id()), people));
    }

    private static CreditGiftDetails details(Row gift, @Nullable CreditLotDetails lot, Map<UUID, Colleague> people) {
        return new CreditGiftDetails(
                gift.id().toString(),
                gift.account().toString(),
                new Usd(gift.nanos()),
                gift.state(),
                gift.cause(),
                gift.reason(),
                gift.at(),
                gift.member() == null ? null : people.get(gift.member()),
                lot == null ? gift.expiresAt() : lot.expiresAt(),
                lot == null ? null : lot.id(),
                lot == null ? null : lot.left(),
                new Usd(gift.takenBack()),
                gift.approval() == null ? null : gift.approval().toString());
    }

    /** The lots that these gifts became, by the gifts. */
    private static Map<UUID, CreditLotDetails> lots(Connection connection, List<Row> gifts) throws SQLException {
        Map<UUID, CreditLotDetails> lots = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + CreditLots.COLUMNS + " FROM "
                + CreditLots.TABLES + " WHERE lot.account = ANY (?) AND lot.tx = ANY (?)")) {
            select.setArray(
                    1, uuids(connection, gifts.stream().map(Row::account).toList()));
            select.setArray(2, uuids(connection, gifts.stream().map(Row::id).toList()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lots.put(row.getObject("tx", UUID.class), CreditLots.read(row));
                }
            }
        }
        return lots;
    }

    private static Array uuids(Connection connection, Collection<UUID> values) throws SQLException {
        return connection.createArrayOf("uuid", values.toArray());
    }
}
