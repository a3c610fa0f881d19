package ai.ominigate.staff.reveal;

import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.staff.rights.Capability;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Something about people that can be shown in clear, one value at a time. A feature offers a bean for each. */
public interface Revealable {

    /** Whose it is: the kind of a subject, as {@code account}. */
    String subjectKind();

    /** Which of theirs. */
    PersonalField field();

    /** The right to see it; its mark says under which conditions. */
    Capability needs();

    /**
     * The value in clear, or null if there is none. Read after the look was written down.
     *
     * @param id the subject's, without its kind
     */
    @Nullable
    String read(String id) throws SQLException;
}
