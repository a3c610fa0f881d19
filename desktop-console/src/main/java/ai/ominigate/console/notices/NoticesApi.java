package ai.ominigate.console.notices;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.privacy.RequestSummary;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Query;

/** What concerns whoever is signed in. */
interface NoticesApi {

    @GET("admin/v1/abuse/cases?claim=MINE&escalated=true&limit=100")
    Call<Page<CaseSummary>> escalated();

    @GET("admin/v1/approvals?status=OPEN&limit=100")
    Call<Page<ApprovalDetails>> waiting();

    @GET("admin/v1/approvals?limit=100")
    Call<Page<ApprovalDetails>> proposed(@Query("proposer") String member);

    @GET("admin/v1/privacy/requests?assignee=MINE&due=SOON&limit=100")
    Call<Page<RequestSummary>> due();
}
