package ai.ominigate.gateway.lookup;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models that the caller's key can call. In OpenAI's shape, or in Anthropic's for those who send
 * {@code anthropic-version}; in both with the context window and prices beside. From memory: nothing here blocks.
 */
@Controller("/v1/models")
final class ModelsController {
    /** Anthropic's documentation: "may be set to an epoch value if the release date is unknown". */
    private static final String UNKNOWN_TIME = "1970-01-01T00:00:00Z";

    private static final int ANTHROPIC_PAGE = 20;
    private static final int ANTHROPIC_LARGEST_PAGE = 1_000;

    private final Catalogue catalogue;

    ModelsController(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** A model in OpenAI's shape. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OpenAiModel(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            @JsonProperty("context_window") @Nullable Long contextWindow,
            @JsonProperty("max_output") @Nullable Long maxOutput,
            Pricing pricing) {
        static OpenAiModel of(Model model) {
            return new OpenAiModel(
                    model.name(),
                    "model",
                    0,
                    model.upstreams().getFirst().provider().name(),
                    known(model.contextWindow()),
                    known(model.maxOutput()),
                    Pricing.of(model));
        }
    }

    /** A list in OpenAI's shape. */
    record OpenAiModels(String object, List<OpenAiModel> data) {}

    /** A model in Anthropic's shape. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AnthropicModel(
            String type,
            String id,
            @JsonProperty("display_name") String displayName,
            @JsonProperty("created_at") String createdAt,
            String lifecycle,
            @JsonProperty("context_window") @Nullable Long contextWindow,
            @JsonProperty("max_output") @Nullable Long maxOutput,
            Pricing pricing) {
        static AnthropicModel of(Model model) {
            return new AnthropicModel(
                    "model",
                    model.name(),
                    model.name(),
                    UNKNOWN_TIME,
                    "active",
                    known(model.contextWindow()),
                    known(model.maxOutput()),
                    Pricing.of(model));
        }
    }

    /** A page of a list in Anthropic's shape. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AnthropicModels(
            List<AnthropicModel> data,
            @JsonProperty("has_more") boolean hasMore,
            @JsonProperty("first_id") @Nullable String firstId,
            @JsonProperty("last_id") @Nullable String lastId) {}

    private static @Nullable Long known(long tokens) {
        return tokens == 0 ? null : tokens;
    }

    /** Lists them by name; in pages only for Anthropic's clients, who ask for them. */
    @Get
    Object list(
            HttpRequest<?> request,
            @QueryValue @Nullable Integer limit,
            @QueryValue("after_id") @Nullable String afterId,
            @QueryValue("before_id") @Nullable String beforeId) {
        ApiKey key = LookupFilter.key(request);
        List<Model> models = catalogue.models().stream()
                .filter(model -> key.allowsModel(model.name()))
                .sorted(Comparator.comparing(Model::name))
                .toList();
        return LookupErrors.speaksAnthropic(request)
                ? page(models, limit == null ? ANTHROPIC_PAGE : limit, afterId, beforeId)
                : new OpenAiModels("list", models.stream().map(OpenAiModel::of).toList());
    }

    /** Only what can be sent a message: Anthropic's format has no other call. */
    private static AnthropicModels page(
            List<Model> models, int limit, @Nullable String afterId, @Nullable String beforeId) {
        if (limit < 1 || limit > ANTHROPIC_LARGEST_PAGE) {
            throw new LookupRefused(
                    400, "invalid_request_error", "'limit' is a number from 1 to " + ANTHROPIC_LARGEST_PAGE + ".");
        }
        List<Model> within = models.stream()
                .filter(model -> model.tasks().contains(Model.Task.CHAT))
                .filter(model -> afterId == null || model.name().compareTo(afterId) > 0)
                .filter(model -> beforeId == null || model.name().compareTo(beforeId) < 0)
                .toList();
        // Before an id means the last ones before it.
        int from = beforeId == null || afterId != null ? 0 : Math.max(0, within.size() - limit);
        List<AnthropicModel> data =
                within.stream().skip(from).limit(limit).map(AnthropicModel::of).toList();
        return new AnthropicModels(
                data,
                within.size() > data.size(),
                data.isEmpty() ? null : data.getFirst().id(),
                data.isEmpty() ? null : data.getLast().id());
    }

    /** One of them, by its name or another that means it. Names may hold slashes. */
    @Get("/{+id}")
    Object get(HttpRequest<?> request, @PathVariable String id) {
        Model model = catalogue.find(id);
        if (model == null) {
            String why = catalogue.whyNotCallable(id);
            throw new LookupRefused(
                    404,
                    "model_not_found",
                    why == null ? "There is no model '" + id + "'; GET /v1/models lists those there are." : why);
        }
        if (!LookupFilter.key(request).allowsModel(model.name())) {
            throw new LookupRefused(
                    403, "model_not_allowed", "This API key may not call the model '" + model.name() + "'.");
        }
        return LookupErrors.speaksAnthropic(request) ? AnthropicModel.of(model) : OpenAiModel.of(model);
    }
}
