package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.NetworkNotes;
import ai.ominigate.model.abuse.NetworkNote;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.Network;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What colleagues wrote down in cases about networks. Blocks. */
@Singleton
final class CaseNotes implements NetworkNotes {
    private static final int BITS_OF_BEGINNING = 16;

    private final CaseView view;

    CaseNotes(CaseView view) {
        this.view = view;
    }

    private record Note(Instant at, UUID caseId, UUID member, String words) {}

    @Override
    public List<NetworkNote> about(Connection connection, Network network, int limit) throws SQLException {
        List<Note> notes = notes(connection, network, limit);
        Set<UUID> people = new HashSet<>();
        notes.forEach(note -> people.add(note.member()));
        Map<UUID, Colleague> known = view.named(connection, people);
        return notes.stream()
                .map(note -> new NetworkNote(
                        note.at(),
                        note.caseId().toString(),
                        CaseView.colleague(known, note.member()),
                        Masked.text(note.words())))
                .toList();
    }

    private static List<Note> notes(Connection connection, Network network, int limit) throws SQLException {
        String sql = """
                SELECT e.at, e.case_id, e.member, e.words
                FROM abuse.case_file AS c
                JOIN abuse.case_event AS e ON e.case_id = c.id
                WHERE c.entity LIKE ?
                    AND substr(c.entity, length('network:') + 1)::cidr && ?::cidr
                    AND e.kind = 'NOTED' AND e.words IS NOT NULL AND e.member IS NOT NULL
                ORDER BY e.at DESC, e.id DESC
                LIMIT ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "network:" + beginning(network) + "%");
            statement.setString(2, network.toString());
            statement.setInt(3, limit);
            List<Note> notes = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    notes.add(new Note(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getObject("case_id", UUID.class),
                            row.getObject("member", UUID.class),
                            row.getString("words")));
                }
            }
            return notes;
        }
    }

    /** How the texts of all networks begin that share its first 16 bits, which an index finds; empty for wider ones. */
    private static String beginning(Network network) {
        String text = network.toString();
        if (network.bits() < BITS_OF_BEGINNING) {
            return "";
        }
        int first = text.indexOf(network.isIpv6() ? ':' : '.');
        return network.isIpv6() ? text.substring(0, first + 1) : text.substring(0, text.indexOf('.', first + 1) + 1);
    }
}
