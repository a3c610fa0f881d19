package ai.ominigate.console.abuse;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.abuse.AllowEntity;
import ai.ominigate.model.abuse.AnswerAppeal;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ChangeRule;
import ai.ominigate.model.abuse.ClaimCase;
import ai.ominigate.model.abuse.CloseCase;
import ai.ominigate.model.abuse.Decide;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionImpact;
import ai.ominigate.model.abuse.FilterDetails;
import ai.ominigate.model.abuse.HandOverCase;
import ai.ominigate.model.abuse.HoldCase;
import ai.ominigate.model.abuse.KeepClaim;
import ai.ominigate.model.abuse.MergeCase;
import ai.ominigate.model.abuse.NetworkDetails;
import ai.ominigate.model.abuse.NoteCase;
import ai.ominigate.model.abuse.OpenCase;
import ai.ominigate.model.abuse.RecordAppeal;
import ai.ominigate.model.abuse.RenewEvidence;
import ai.ominigate.model.abuse.ReopenCase;
import ai.ominigate.model.abuse.ReplayRule;
import ai.ominigate.model.abuse.RuleDetails;
import ai.ominigate.model.abuse.RuleReplay;
import ai.ominigate.model.abuse.SaveFilter;
import ai.ominigate.model.abuse.SettleAppeal;
import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.model.reveal.RevealField;
import ai.ominigate.model.reveal.RevealedField;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.Me;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.Headers;
import retrofit2.http.POST;
import retrofit2.http.PUT;
import retrofit2.http.Path;
import retrofit2.http.Query;
import retrofit2.http.QueryMap;

/** The abuse desk, as the staff API tells of it. */
interface AbuseApi {

    @GET("admin/v1/me")
    Call<Me> me();

    @GET("admin/v1/abuse/overview")
    Call<AbuseOverview> overview();

    /** What everybody can read: the policy that holds. */
    @Headers("Accept: application/json")
    @GET("legal/privacy")
    Call<PolicyDocument> policy(@Query("lang") String language);

    @GET("admin/v1/abuse/filters")
    Call<Page<FilterDetails>> filters();

    @POST("admin/v1/abuse/filters")
    Call<FilterDetails> save(@Body SaveFilter wish);

    @DELETE("admin/v1/abuse/filters/{id}")
    Call<Void> forget(@Path("id") String filter, @Header("If-Match") Version version);

    @GET("admin/v1/abuse/cases")
    Call<Page<CaseSummary>> cases(@QueryMap Map<String, String> query);

    @POST("admin/v1/abuse/cases")
    Call<CaseSummary> open(@Body OpenCase wish);

    @GET("admin/v1/abuse/colleagues")
    Call<Page<Colleague>> colleagues();

    @GET("admin/v1/abuse/cases/{id}")
    Call<CaseDetails> look(@Path("id") String id);

    @POST("admin/v1/abuse/cases/{id}/claim")
    Call<CaseSummary> claim(@Path("id") String id, @Header("If-Match") Version version, @Body ClaimCase wish);

    @POST("admin/v1/abuse/cases/{id}/claim/keep")
    Call<CaseSummary> keep(@Path("id") String id, @Body KeepClaim wish);

    @POST("admin/v1/abuse/cases/{id}/claim/extend")
    Call<CaseSummary> extend(@Path("id") String id, @Header("If-Match") Version version);

    @POST("admin/v1/abuse/cases/{id}/claim/hold")
    Call<CaseSummary> hold(@Path("id") String id, @Header("If-Match") Version version, @Body HoldCase wish);

    @POST("admin/v1/abuse/cases/{id}/claim/hand-over")
    Call<CaseSummary> handOver(@Path("id") String id, @Header("If-Match") Version version, @Body HandOverCase wish);

    @POST("admin/v1/abuse/cases/{id}/claim/release")
    Call<CaseSummary> release(@Path("id") String id, @Header("If-Match") Version version);

    @POST("admin/v1/abuse/cases/{id}/review")
    Call<CaseSummary> review(@Path("id") String id, @Header("If-Match") Version version);

    @POST("admin/v1/abuse/cases/{id}/notes")
    Call<CaseSummary> note(@Path("id") String id, @Body NoteCase wish);

    @POST("admin/v1/abuse/cases/{id}/snooze")
    Call<CaseSummary> snooze(@Path("id") String id, @Header("If-Match") Version version);

    @POST("admin/v1/abuse/cases/{id}/close")
    Call<CaseSummary> close(@Path("id") String id, @Header("If-Match") Version version, @Body CloseCase wish);

    @POST("admin/v1/abuse/cases/{id}/reopen")
    Call<CaseSummary> reopen(@Path("id") String id, @Header("If-Match") Version version, @Body ReopenCase wish);

    @POST("admin/v1/abuse/cases/{id}/merge")
    Call<CaseSummary> merge(@Path("id") String id, @Header("If-Match") Version version, @Body MergeCase wish);

    @POST("admin/v1/abuse/cases/{id}/evidence/renew")
    Call<CaseSummary> renew(@Path("id") String id, @Header("If-Match") Version version, @Body RenewEvidence wish);

    @POST("admin/v1/abuse/decisions/preview")
    Call<DecisionImpact> preview(@Body Decide wish);

    @POST("admin/v1/abuse/decisions")
    Call<DecisionDetails> decide(@Body Decide wish);

    @GET("admin/v1/abuse/decisions")
    Call<Page<DecisionDetails>> decisions(@QueryMap Map<String, String> query);

    @DELETE("admin/v1/abuse/decisions/{id}")
    Call<DecisionDetails> lift(@Path("id") String decision, @Header("If-Match") Version version);

    @GET("admin/v1/abuse/allow-list")
    Call<Page<DecisionDetails>> allowed(@QueryMap Map<String, String> query);

    @POST("admin/v1/abuse/allow-list")
    Call<DecisionDetails> allow(@Body AllowEntity wish);

    @DELETE("admin/v1/abuse/allow-list/{id}")
    Call<DecisionDetails> disallow(@Path("id") String decision, @Header("If-Match") Version version);

    @GET("admin/v1/abuse/networks/{address}/{bits}")
    Call<NetworkDetails> network(
            @Path("address") String address,
            @Path("bits") int bits,
            @Query("purpose") Purpose purpose,
            @Query("case") @Nullable String caseId);

    @GET("admin/v1/abuse/networks/{address}")
    Call<NetworkDetails> address(
            @Path("address") String address, @Query("purpose") Purpose purpose, @Query("case") @Nullable String caseId);

    @POST("admin/v1/reveal")
    Call<RevealedField> reveal(@Body RevealField wish);

    @GET("admin/v1/abuse/appeals")
    Call<Page<AppealDetails>> appeals(@QueryMap Map<String, String> query);

    @GET("admin/v1/abuse/appeals/{id}")
    Call<AppealDetails> appeal(@Path("id") String id);

    @POST("admin/v1/abuse/appeals")
    Call<AppealDetails> record(@Body RecordAppeal wish);

    @POST("admin/v1/abuse/appeals/{id}/messages")
    Call<AppealDetails> answer(@Path("id") String id, @Body AnswerAppeal wish);

    @POST("admin/v1/abuse/appeals/{id}/uphold")
    Call<AppealDetails> uphold(@Path("id") String id, @Header("If-Match") Version version, @Body SettleAppeal wish);

    @POST("admin/v1/abuse/appeals/{id}/overturn")
    Call<AppealDetails> overturn(@Path("id") String id, @Header("If-Match") Version version, @Body SettleAppeal wish);

    @GET("admin/v1/abuse/rules")
    Call<Page<RuleDetails>> rules();

    @GET("admin/v1/abuse/rules/{signal}/versions")
    Call<Page<RuleDetails>> versions(@Path("signal") String signal);

    @PUT("admin/v1/abuse/rules/{signal}")
    Call<RuleDetails> change(@Path("signal") String signal, @Header("If-Match") Version version, @Body ChangeRule wish);

    @POST("admin/v1/abuse/rules/{signal}/replay")
    Call<RuleReplay> replay(@Path("signal") String signal, @Body ReplayRule wish);
}
