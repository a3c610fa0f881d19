package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.rest.CsvFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests for spreadsheets and whoever counts them: without who asks and whose account it is, masked or not. */
final class RequestCsv {
    private RequestCsv() {}

    static CsvFile of(List<RequestSummary> requests) {
        CsvFile file = new CsvFile(
                "reference",
                "type",
                "state",
                "channel",
                "identity",
                "law",
                "assignee",
                "received",
                "acknowledge-by",
                "target",
                "due",
                "answer-by",
                "urgency",
                "extended",
                "clock-stopped",
                "held",
                "linked",
                "failing",
                "ended",
                "refused-for");
        for (RequestSummary each : requests) {
            file.line(
                    each.reference(),
                    each.type(),
                    each.state(),
                    each.channel(),
                    each.identity(),
                    each.regime(),
                    name(each.assignee()),
                    each.receivedAt(),
                    each.acknowledgeBy(),
                    each.target(),
                    each.due(),
                    each.answerBy(),
                    each.urgency(),
                    each.extended(),
                    each.stopped(),
                    each.held(),
                    each.linked(),
                    each.failing(),
                    each.endedAt(),
                    each.refusedFor());
        }
        return file;
    }

    private static @Nullable String name(@Nullable Colleague colleague) {
        return colleague == null ? null : colleague.name();
    }
}
