package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.NetworkOrigins;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.RelatedCase;
import ai.ominigate.model.abuse.RelatedCase.Why;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds cases that may be about the same as another one. Blocks. */
@Singleton
final class RelatedCases {
    private static final int MOST = 20;

    /** Cases of which it is looked up whose network they are about. Browsers all say that they are Mozilla. */
    private static final int LOOKED_AT = 500;

    private final Accounts accounts;
    private final @Nullable NetworkOrigins origins;

    RelatedCases(Accounts accounts, @Nullable NetworkOrigins origins) {
        this.accounts = accounts;
        this.origins = origins;
    }

    /** The latest first. */
    List<RelatedCase> of(Connection connection, CaseFile file) throws SQLException {
        List<RelatedCase> found = new ArrayList<>();
        find(connection, found, file, Why.MERGED, "refers_to = ? AND state = 'MERGED'", file.id());
        find(connection, found, file, Why.SAME_ENTITY, "entity = ?", file.entity());
        switch (file.subject()) {
            case Entity.Net net -> {
                String near = nearby(net);
                // In the order of bytes, as the index has it: everything that begins so.
                find(connection, found, file, Why.NEAR_NETWORK, "entity ~>=~ ? AND entity ~<~ ?", near, after(near));
                ofOneOperatorAndProgram(connection, found, file, net);
            }
            case Entity.Key key -> {
                UUID owner = accounts.ownerOf(connection, key.id());
                if (owner != null) {
                    ofAccount(connection, found, file, owner);
                }
            }
            case Entity.Account account -> ofAccount(connection, found, file, account.id());
            case Entity.Asn ignored -> {}
            case Entity.Country ignored -> {}
        }
        return found.stream()
                .sorted(Comparator.comparing(RelatedCase::openedAt).reversed())
                .limit(MOST)
                .toList();
    }

    /** Of one autonomous system, by the files, and with requests of the same program, as far as cases hold some. */
    private void ofOneOperatorAndProgram(Connection connection, List<RelatedCase> found, CaseFile file, Entity.Net net)
            throws SQLException {
        NetworkOrigins files = origins;
        long operator = files == null ? 0 : files.asn(net.network().address());
        if (files == null || operator == 0) {
            return;
        }
        String sql = """
                SELECT id, entity, family, state, opened_at
                FROM abuse.case_file
                WHERE entity_kind = 'NETWORK'
                  AND id IN (
                      SELECT DISTINCT other.case_id
                      FROM abuse.evidence AS own
                      JOIN abuse.evidence AS other ON split_part(other.client, '/', 1) = split_part(own.client, '/', 1)
                      WHERE own.case_id = ?
                        AND other.case_id <> own.case_id
                        AND split_part(own.client, '/', 1) <> 'Mozilla'
                      ORDER BY other.case_id DESC
                      LIMIT %d)
                ORDER BY id DESC
                """.formatted(LOOKED_AT);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, file.id());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (Entity.parse(row.getString("entity")) instanceof Entity.Net other
                            && files.asn(other.network().address()) == operator) {
                        add(found, row, Why.SAME_OPERATOR);
                    }
                }
            }
        }
    }

    private void ofAccount(Connection connection, List<RelatedCase> found, CaseFile file, UUID account)
            throws SQLException {
        List<String> entities = new ArrayList<>();
        entities.add(new Entity.Account(account).toString());
        for (UUID key : accounts.keysOf(connection, account)) {
            entities.add(new Entity.Key(key).toString());
        }
        find(
                connection,
                found,
                file,
                Why.SAME_ACCOUNT,
                "entity = ANY (?)",
                connection.createArrayOf("text", entities.toArray()));
    }

    /** How the texts of all networks begin that lie in the same /24 or /48. */
    private static String nearby(Entity.Net net) {
        String text = net.toString();
        int end = net.network().isIpv6() ? ordinal(text, ':', 4) : ordinal(text, '.', 3);
        return text.substring(0, end + 1);
    }

    /** The place of the n-th of these characters. */
    private static int ordinal(String text, char character, int n) {
        int place = -1;
        for (int i = 0; i < n; i++) {
            place = text.indexOf(character, place + 1);
        }
        return place;
    }

    private static String after(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }

    private static void find(
            Connection connection, List<RelatedCase> found, CaseFile file, Why why, String condition, Object... values)
            throws SQLException {
        String sql = """
                SELECT id, entity, family, state, opened_at
                FROM abuse.case_file
                WHERE %s AND id <> ?
                ORDER BY id DESC
                LIMIT %d
                """.formatted(condition, MOST);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int place = 1;
            for (Object value : values) {
                statement.setObject(place++, value);
            }
            statement.setObject(place, file.id());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(found, row, why);
                }
            }
        }
    }

    private static void add(List<RelatedCase> found, ResultSet row, Why why) throws SQLException {
        String id = row.getObject("id", UUID.class).toString();
        if (known(found, id) == null) {
            found.add(new RelatedCase(
                    id,
                    CaseView.masked(row.getString("entity")),
                    CaseFamily.valueOf(row.getString("family")),
                    CaseStatus.valueOf(row.getString("state")),
                    why,
                    row.getObject("opened_at", OffsetDateTime.class).toInstant()));
        }
    }

    private static @Nullable RelatedCase known(Collection<RelatedCase> found, String id) {
        return found.stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }
}
