package ai.ominigate.console.policy;

import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.model.policy.DraftPolicy;
import ai.ominigate.model.policy.FinishPolicy;
import ai.ominigate.model.policy.PolicyAcceptance;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyDifference;
import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.policy.PolicyUnreached;
import ai.ominigate.model.policy.PolicyVersion;
import ai.ominigate.model.policy.PublishPolicy;
import ai.ominigate.model.policy.SendCanary;
import ai.ominigate.model.policy.WritePolicy;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.subprocessor.SubprocessorList;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.PUT;
import retrofit2.http.Path;
import retrofit2.http.Query;
import retrofit2.http.QueryMap;

/** The policy, as the staff API tells of it, and what is to be true before a version of it is final. */
interface PolicyApi {

    @GET("admin/v1/policy/versions")
    Call<Page<PolicyVersion>> versions(@QueryMap Map<String, String> query);

    @POST("admin/v1/policy/versions")
    Call<PolicyVersion> draft(@Body DraftPolicy wish);

    @DELETE("admin/v1/policy/versions/{number}")
    Call<Void> discard(@Path("number") int number, @Header("If-Match") Version version);

    @GET("admin/v1/policy/versions/{number}/difference")
    Call<PolicyDifference> difference(@Path("number") int number, @Query("locale") String locale);

    @GET("admin/v1/policy/versions/{number}/unreached")
    Call<Page<PolicyUnreached>> unreached(@Path("number") int number, @QueryMap Map<String, String> query);

    @GET("admin/v1/policy/versions/{number}/texts/{locale}")
    Call<PolicyDocument> text(@Path("number") int number, @Path("locale") String locale);

    @PUT("admin/v1/policy/versions/{number}/texts/{locale}")
    Call<PolicyVersion> write(
            @Path("number") int number,
            @Path("locale") String locale,
            @Header("If-Match") Version version,
            @Body WritePolicy wish);

    @POST("admin/v1/policy/versions/{number}/publish")
    Call<ApprovalDetails> publish(
            @Path("number") int number, @Header("If-Match") Version version, @Body PublishPolicy wish);

    @POST("admin/v1/policy/versions/{number}/finish")
    Call<ApprovalDetails> finish(
            @Path("number") int number, @Header("If-Match") Version version, @Body FinishPolicy wish);

    @GET("admin/v1/policy/map")
    Call<PolicyMap> map();

    /** All at once: there are no pages of them to ask for. */
    @GET("admin/v1/policy/checks")
    Call<Page<PolicyCheck>> checks();

    @POST("admin/v1/policy/checks/run")
    Call<Page<PolicyCheck>> runChecks();

    @POST("admin/v1/policy/checks/{name}/run")
    Call<PolicyCheck> runCheck(@Path("name") String name);

    @POST("admin/v1/policy/canary")
    Call<CanaryRun> canary(@Body SendCanary wish);

    @GET("admin/v1/retention/rules")
    Call<Page<RetentionRule>> rules();

    @GET("admin/v1/subprocessors/lists")
    Call<Page<SubprocessorList>> lists(@Query("limit") int limit);

    @GET("admin/v1/policy/versions/{number}/acceptance")
    Call<PolicyAcceptance> acceptance(@Path("number") int version);
}
