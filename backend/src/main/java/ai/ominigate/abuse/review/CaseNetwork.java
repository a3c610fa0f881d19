package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The network that a case is about. Blocks. */
@Singleton
final class CaseNetwork implements Revealable {
    static final String KIND = "case";

    private final DataSource dataSource;

    CaseNetwork(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
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
        UUID subject = Names.uuid(id);
        if (subject == null) {
            return null;
        }
        try (Connection connection = dataSource.getConnection()) {
            CaseFile file = CaseTable.find(connection, subject);
            return file != null && file.subject() instanceof Entity.Net net
                    ? net.network().toString()
                    : null;
        }
    }
}
