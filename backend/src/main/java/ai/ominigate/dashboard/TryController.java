package ai.ominigate.dashboard;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One real call, to see what a model says and what that costs. */
@Controller("/try")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.MANAGE_KEYS)
@Produces(MediaType.TEXT_HTML)
final class TryController {
    private final Catalogue catalogue;
    private final Attempts attempts;
    private final Pages pages;

    TryController(Catalogue catalogue, Attempts attempts, Pages pages) {
        this.catalogue = catalogue;
        this.attempts = attempts;
        this.pages = pages;
    }

    /** The box. */
    @Get
    HttpResponse<String> box(Requester.SignedIn me, HttpRequest<?> request) {
        return page(HttpStatus.OK, me, request, Form.EMPTY, null);
    }

    private HttpResponse<String> page(
            HttpStatus status, Requester.SignedIn me, HttpRequest<?> request, Form form, @Nullable Attempt attempt) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("models", models());
        parameters.put("form", form);
        parameters.put("attempt", attempt);
        return pages.once(status, request, "try", pages.frame(request, me, "first-steps"), parameters);
    }

    private List<String> models() {
        return catalogue.models().stream()
                .filter(model -> model.tasks().contains(Model.Task.CHAT))
                .map(Model::name)
                .sorted()
                .toList();
    }

    /** Makes the call, and shows what came of it, this once. */
    @Post
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> make(
            @Body Map<String, String> fields, Visit visit, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException, InterruptedException {
        Form form = Form.of(fields);
        try {
            String model = form.get("model");
            String prompt = form.get("prompt");
            if (!models().contains(model)) {
                throw new Refused(HttpStatus.BAD_REQUEST, "try_model", "Choose one of the models.");
            }
            if (prompt.isEmpty() || prompt.length() > Attempts.LONGEST) {
                throw new Refused(
                        HttpStatus.BAD_REQUEST,
                        "try_prompt",
                        "Write something for the model, of at most " + Attempts.LONGEST + " characters.");
            }
            return page(
                    HttpStatus.OK,
                    me,
                    request,
                    form,
                    attempts.make(me.account(), visit.address(), RequestId.of(request), model, prompt));
        } catch (Refused e) {
            String why = pages.frame(request, me, "first-steps").why(e);
            return page(e.status(), me, request, form.refused(why), null);
        }
    }
}
