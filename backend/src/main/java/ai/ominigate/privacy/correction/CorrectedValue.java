package ai.ominigate.privacy.correction;

import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.privacy.request.RequestWork;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a request changes a field to. What it is before is the account's. */
final class CorrectedValue implements Revealable {
    private final CorrectedField corrected;
    private final PersonalField field;
    private final CorrectionTable table;
    private final DataSource dataSource;

    private CorrectedValue(
            CorrectedField corrected, PersonalField field, CorrectionTable table, DataSource dataSource) {
        this.corrected = corrected;
        this.field = field;
        this.table = table;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** One for each field. */
    @Factory
    static final class Beans {
        @Singleton
        Revealable correctedName(CorrectionTable table, DataSource dataSource) {
            return new CorrectedValue(CorrectedField.NAME, PersonalField.NAME, table, dataSource);
        }

        @Singleton
        Revealable correctedEmail(CorrectionTable table, DataSource dataSource) {
            return new CorrectedValue(CorrectedField.EMAIL, PersonalField.EMAIL, table, dataSource);
        }
    }

    @Override
    public String subjectKind() {
        return RequestWork.CORRECTION;
    }

    @Override
    public PersonalField field() {
        return field;
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
            return table.of(connection, request).stream()
                    .filter(each -> each.field() == corrected)
                    .map(Correction::after)
                    .findFirst()
                    .orElse(null);
        }
    }
}
