package ai.ominigate.console.overview;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.privacy.PrivacyOverview;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.system.Overview;
import retrofit2.Call;
import retrofit2.http.GET;

/** What goes on. */
interface OverviewApi {

    @GET("admin/v1/overview")
    Call<Overview> overview();

    @GET("admin/v1/abuse/overview")
    Call<AbuseOverview> abuse();

    @GET("admin/v1/privacy/overview")
    Call<PrivacyOverview> privacy();

    @GET("admin/v1/privacy/filters")
    Call<Page<RequestFilterDetails>> requests();

    @GET("admin/v1/retention/rules")
    Call<Page<RetentionRule>> retention();
}
