package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.privacy.legal.LegalLocale;
import java.util.List;

/**
 * What a text calls a class of data, in each language of the policy. A sentence that has one of these speaks of the class.
 *
 * @param english in lower case, in the singular; a plural is found by its {@code s}
 * @param chinese in simplified characters
 */
record ClassWords(List<String> english, List<String> chinese) {

    static ClassWords of(DataClass dataClass) {
        return switch (dataClass) {
            case USAGE ->
                words(
                        "usage metadata, usage data, usage record, usage row, usage history, metadata of call",
                        "使用元数据, 使用数据, 使用记录, 用量数据, 用量记录, 调用记录");
            case OPERATIONAL_LOG ->
                words(
                        "operational log, server log, access log, request log, logs, log data, log entry, log entries, ip address, ip addresses, request header",
                        "运行日志, 操作日志, 访问日志, 请求日志, 日志, IP 地址, IP地址, 请求头");
            case SESSIONS -> words("session, invitation, one-time link", "会话, 邀请, 一次性链接");
            case MAIL_OUTBOX ->
                words(
                        "mail outbox, outbox, letter, transactional email, email that we send, email we send, sent email",
                        "发件箱, 信件, 事务性邮件, 发出的邮件, 已发送的邮件");
            case AUDIT_DETAILS ->
                words("audit log, audit trail, audit record, audit entry, audit entries", "审计日志, 审计记录, 审计轨迹");
            case EVIDENCE -> words("evidence", "证据");
            case OPEN_EVIDENCE ->
                words(
                        "evidence of open case, evidence of an open case, evidence in open case, evidence in an open case, open evidence",
                        "未结案件的证据, 未结证据");
            case CASES -> words("closed case, abuse case, case file, case record", "已结案件, 滥用案件, 案件");
            case DECISIONS ->
                words(
                        "decision about you, decision of the abuse desk, abuse decision, block and ban, ended decision",
                        "滥用处置, 处置决定, 对您的决定, 决定记录");
            case EXPORTS ->
                words(
                        "export package, data export, export, copy of your data, data package",
                        "导出文件, 导出包, 导出, 数据副本, 数据包");
            case REQUEST_CONVERSATIONS ->
                words("conversation, correspondence, what you wrote to us", "往来邮件, 往来信件, 对话, 通信内容");
            case REQUEST_RECORDS ->
                words(
                        "record of privacy request, records of privacy request, record of request, records of request, record of your request, records of your request, request record",
                        "请求记录, 请求的记录");
            case VAULT -> words("legal vault, invoice, accounting record, tax record", "法定保管库, 发票, 会计记录, 税务记录");
            case SUPPRESSION ->
                words(
                        "suppressed address, suppressed addresses, suppression list, suppression, hash of your address, hashes of address, hashes of addresses",
                        "抑制名单, 屏蔽名单, 地址的哈希, 地址哈希");
            case HABITS -> words("habit, usual hours", "使用习惯, 习惯");
            case OBSERVATIONS -> words("observation", "观察记录");
            case STAFF_NETWORKS ->
                words(
                        "staff network, network of the staff, networks of the staff, networks that the staff",
                        "员工网络, 员工的网络");
            case STAFF_RECORDS ->
                words(
                        "approval, look of the staff, looks of the staff, access by staff, staff access",
                        "审批, 员工查看记录, 员工访问记录");
        };
    }

    private static ClassWords words(String english, String chinese) {
        return new ClassWords(List.of(english.split(", ")), List.of(chinese.split(", ")));
    }

    /** Those of one language. */
    List<String> in(LegalLocale locale) {
        return switch (locale) {
            case ENGLISH -> english;
            case CHINESE -> chinese;
        };
    }
}
