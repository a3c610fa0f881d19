package ai.ominigate.billing;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditLotDetails;
import ai.ominigate.model.billing.CreditLotKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** Lots of credit as those who look after money read them, with what is left of each at this moment. */
public final class CreditLots {
    /** What {@link #read} needs of {@link #TABLES}. */
    public static final String COLUMNS = "lot.*, tx.meta ->> 'cause' AS cause, tx.meta ->> 'reason' AS reason";

    /** Each lot, called {@code lot}, with the transaction that it came by, called {@code tx}. */
    public static final String TABLES = """
            billing.credit_lot_now AS lot
            LEFT JOIN billing.ledger_tx AS tx ON tx.id = lot.tx
            """;

    private CreditLots() {}

    /** The lot of this row. */
    public static CreditLotDetails read(ResultSet row) throws SQLException {
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        String cause = row.getString("cause");
        return new CreditLotDetails(
                row.getString("id"),
                row.getString("account"),
                CreditLotKind.valueOf(row.getString("kind")),
                new Usd(row.getLong("granted")),
                new Usd(row.getLong("remaining")),
                row.getInt("priority"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                expires == null ? null : expires.toInstant(),
                cause == null ? null : CreditCause.valueOf(cause),
                row.getString("reason"));
    }
}
