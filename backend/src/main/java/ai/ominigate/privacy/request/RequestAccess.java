package ai.ominigate.privacy.request;

import ai.ominigate.staff.reveal.CaseWork;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Whoever works on an open request sees in clear the account that it is about, who wrote it, and what it corrects. Blocks. */
@Singleton
final class RequestAccess implements CaseWork {
    @Override
    public String kind() {
        return "request";
    }

    @Override
    public boolean covers(Connection transaction, String id, UUID member, String subject) throws SQLException {
        UUID request;
        try {
            request = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
        RequestFile file = RequestTable.find(transaction, request);
        return file != null
                && file.state().isOpen()
                && member.equals(file.assignee())
                && (subject.equals("account:" + file.account())
                        || subject.equals(RequestSender.KIND + ":" + file.id())
                        || subject.equals(RequestWork.CORRECTION + ":" + file.id()));
    }
}
