package ai.ominigate.abuse.review;

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

    private final Accounts accounts;

    RelatedCases(Accounts accounts) {
        this.accounts = accounts;
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
