package ai.ominigate.abuse.review;

import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** From which address a request came that a case holds. Blocks. */
@Singleton
final class EvidenceAddress implements Revealable {
    static final String KIND = "evidence";

    private static final Pattern ID = Pattern.compile("([0-9a-f-]{36})_([1-9][0-9]?)");

    private final DataSource dataSource;

    EvidenceAddress(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** What a sample is called. */
    static String id(UUID caseId, int seq) {
        return caseId + "_" + seq;
    }

    /** The case that a sample of this name belongs to; null if it is no such name. */
    static @Nullable UUID caseOf(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? Names.uuid(matcher.group(1)) : null;
    }

    @Override
    public String subjectKind() {
        return KIND;
    }

    @Override
    public PersonalField field() {
        return PersonalField.ADDRESS;
    }

    @Override
    public Capability needs() {
        return Capability.REVEAL_NETWORK;
    }

    @Override
    public @Nullable String read(String id) throws SQLException {
        Matcher matcher = ID.matcher(id);
        UUID caseId = caseOf(id);
        if (caseId == null || !matcher.matches()) {
            return null;
        }
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.address(connection, caseId, Integer.parseInt(matcher.group(2)));
        }
    }
}
