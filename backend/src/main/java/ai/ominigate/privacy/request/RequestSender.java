package ai.ominigate.privacy.request;

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

/** The address that a request came from. */
@Singleton
final class RequestSender implements Revealable {
    static final String KIND = "request";

    private final DataSource dataSource;

    RequestSender(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public String subjectKind() {
        return KIND;
    }

    @Override
    public PersonalField field() {
        return PersonalField.EMAIL;
    }

    @Override
    public Capability needs() {
        return Capability.REVEAL_EMAIL;
    }

    @Override
    public @Nullable String read(String id) throws SQLException {
        UUID request;
        try {
            request = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
        try (Connection connection = dataSource.getConnection()) {
            RequestFile file = RequestTable.find(connection, request);
            return file == null ? null : file.sender();
        }
    }
}
