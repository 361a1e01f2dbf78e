//! The fixed words of an explanation, in English and Korean.

mod oddity;

use super::status::{Era, Services};
pub use crate::text::words::fill;
use crate::{har::body::Absence, text::lang::Lang};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $ko:literal;)*) => {
        /// Fixed words; `{…}` are places for [`fill`].
        #[derive(Debug, Clone, Copy)]
        #[allow(missing_docs, reason = "each is its own English text")]
        pub struct Words { $($(#[$doc])* pub $name: &'static str,)* }
        const EN: Words = Words { $($name: $en,)* };
        const KO: Words = Words { $($name: $ko,)* };
    };
}

words! {
    onboard_failed: "Onboard failed", "온보딩 실패";
    license_failed: "License assignment failed", "라이선스 할당 실패";
    onboard_undecided: "Onboard: the file does not tell whether it failed", "온보딩: 실패 여부를 파일에서 알 수 없습니다";
    license_undecided: "License assignment: the file does not tell whether it failed", "라이선스 할당: 실패 여부를 파일에서 알 수 없습니다";
    status_inside: "status {user} inside HTTP {http}", "상태 {user} · HTTP {http}";
    status_of_user: "status {user}", "상태 {user}";
    http_status: "HTTP {http}", "HTTP {http}";
    no_answer: "no answer", "응답 없음";
    users: "{n} users", "사용자 {n}명";
    no_user: "The answer names no user.", "응답에 사용자가 나와 있지 않습니다.";
    asked_for: "The request asked for: {who}", "요청한 사용자: {who}";
    and_more: "and {n} more", "외 {n}건";
    what_to_do: "What to do", "조치";
    user_status: "User status", "사용자 상태";
    evidence: "Evidence", "근거";
    source: "Source", "출처";
    source_of_advice: "Source of this advice", "이 안내의 출처";
    cut_failed: "The answer is cut off in this file: what is missing may have named the cause.", "이 파일의 응답이 중간에 잘려 있습니다. 잘린 부분에 원인이 있었을 수 있습니다.";
    documented: "documented", "문서에 있음";
    derived: "derived", "문서에서 도출";
    raw_message: "Raw message", "원본 메시지";
    no_message: "The answer holds no message.", "응답에 메시지가 없습니다.";
    other_errors: "Other errors of this user", "이 사용자의 다른 오류";
    http_says: "What HTTP {http} itself says: {meaning}", "HTTP {http} 자체의 의미: {meaning}";
    code: "Code", "코드";
    upstream: "Upstream", "상위 호출";
    tracking: "Tracking", "추적 ID";
    organization: "Org ID", "조직 ID";
    uuid: "User ID", "사용자 ID";
    when: "When", "시각";
    media_type: "Type", "형식";
    request: "Request", "요청";
    entry: "Entry", "항목";
    entry_number: "Entry {n}", "항목 {n}";
    retry_after: "Retry-After", "Retry-After";
    seen_in: "entry {entry}: {field} = {value}", "항목 {entry}: {field} = {value}";
    seen: "Seen in", "확인 위치";
    name: "Listed in", "목록";
    name_before: "Formerly", "이전 이름";
    status_unknown: "Entry {entry} shows {field} = {value}; no user status is known for it.", "항목 {entry}에 {field} = {value}(으)로 나오지만, 이에 해당하는 사용자 상태는 알려져 있지 않습니다.";
    only_active: "Entry {entry} shows active = {value}: it says only whether the user may sign in, and proves no status.", "항목 {entry}에 active = {value}(으)로 나옵니다. 로그인 허용 여부만 나타낼 뿐 상태를 증명하지는 않습니다.";
    status_concluded: "That this value means this status is concluded, not documented.", "이 값이 이 상태를 뜻한다는 것은 문서에 없으며 도출한 내용입니다.";
    status_missing: "This HAR does not show the user's status; look it up in Control Hub under Users.", "이 HAR에는 사용자의 상태가 나와 있지 않습니다. Control Hub의 사용자 목록에서 확인하십시오.";
    verified_never_seen: "No JSON value for Verified was ever seen, so a HAR cannot show that a user is Verified.", "'확인됨'을 나타내는 JSON 값은 확인된 적이 없으므로 HAR만으로는 '확인됨' 상태인지 알 수 없습니다.";
    services: "Services", "서비스";
    yes: "can be used", "사용 가능";
    no: "cannot be used", "사용할 수 없음";
    ready: "ready, after the first sign-in", "로그인하면 사용 가능";
    unstated: "not stated by Cisco", "문서에 없음";
    all_statuses: "User statuses in Control Hub", "Control Hub의 사용자 상태";
    two_lists: "Control Hub had another list before today's; each status says to which it belongs.", "Control Hub의 현재 목록은 이전 목록과 다릅니다. 각 상태가 어느 목록에 속하는지 함께 표시합니다.";
    ways: "How users get there", "이 상태가 되는 경우";
    json_value: "In JSON", "JSON 값";
    no_json_value: "no value was ever seen", "확인된 값 없음";
    era_older: "older list (help.webex.com bl994)", "이전 목록 (help.webex.com bl994)";
    era_today: "today's list (2026-09)", "현재 목록 (2026-09)";
    era_both: "both lists", "두 목록 모두";
    era_legacy: "older help pages only", "오래된 도움말에만 있음";
    body_missing: "The body of the answer is not in this file ({why}), so nobody can tell from it. Capture the HAR again with response bodies, and do not leave the page before the answer is there.", "응답 본문이 이 파일에 없어({why}) 실패 여부를 알 수 없습니다. 응답 본문을 포함하여 HAR 파일을 다시 캡처하고, 응답이 올 때까지 페이지를 벗어나지 마십시오.";
    body_missing_failed: "The body of the answer is not in this file ({why}); it would name the users and the cause.", "응답 본문이 이 파일에 없습니다({why}). 사용자와 원인은 본문에 나옵니다.";
    empty_answer: "The server's answer was empty: it says neither that the users were added nor that they failed. Look at the users in Control Hub.", "서버의 응답이 비어 있어 성공인지 실패인지 나와 있지 않습니다. Control Hub에서 사용자를 확인하십시오.";
    cut_off: "The answer is cut off in this file; what is left names no failed user. Capture the HAR again.", "이 파일의 응답이 중간에 잘려 있으며, 남은 부분에는 실패한 사용자가 없습니다. HAR 파일을 다시 캡처하십시오.";
    not_json: "The answer is no JSON, so it says nothing about single users. Look at it in the entry.", "응답이 JSON이 아니어서 사용자별 결과를 알 수 없습니다. 항목의 응답을 직접 확인하십시오.";
    request_missing: "The request's body is not in this file, so it cannot be told whether the request was about licenses.", "요청 본문이 이 파일에 없어 라이선스 요청인지 알 수 없습니다.";
    unreadable: "The entry could not be read: {error}", "항목을 읽을 수 없습니다: {error}";
    missing_no_response: "no answer came", "응답 없음";
    missing_empty: "empty", "비어 있음";
    missing_http: "HTTP {http}", "HTTP {http}";
    missing_cached: "the browser used its cached copy", "브라우저 캐시 사용";
    missing_file: "the file {name} is missing", "{name} 파일 없음";
    missing_size: "{n} bytes were not kept", "{n}바이트가 저장되지 않음";
    missing_not_kept: "not kept by the exporter", "내보낸 도구가 저장하지 않음";
    is_preflight: "CORS preflight: the browser asks whether it may send the request that follows", "CORS 사전 요청입니다. 브라우저가 다음 요청을 보내도 되는지 확인합니다";
    is_redirect: "Redirect to another address", "다른 주소로 이동하는 응답입니다";
    is_websocket: "WebSocket: a connection that stays open for messages", "WebSocket 연결입니다. 메시지를 주고받기 위해 열어 둡니다";
    is_onboard_ok: "Onboard request in which no user failed", "실패한 사용자가 없는 온보딩 요청입니다";
    is_license_ok: "License request in which no user failed", "실패한 사용자가 없는 라이선스 요청입니다";
    is_users: "Answer about users: it may show a user's status", "사용자 정보 응답입니다. 사용자 상태가 나올 수 있습니다";
    is_json: "Data (JSON)", "데이터(JSON)입니다";
    is_script: "Script of the page", "페이지의 스크립트입니다";
    is_style: "Style sheet of the page", "페이지의 스타일시트입니다";
    is_image: "Image", "이미지입니다";
    is_font: "Font", "글꼴입니다";
    is_page: "Web page (HTML)", "웹 페이지(HTML)입니다";
    is_media: "Audio or video", "오디오 또는 비디오입니다";
    is_other: "Request to {host}", "{host}에 보낸 요청입니다";
    file_sound: "nothing odd", "이상 없음";
    file_odd: "odd", "형식 이상";
    file_unreadable: "unreadable", "읽을 수 없음";
    container: "Container", "저장 형태";
    exporter: "Exporter", "내보낸 도구";
    entries: "Entries", "항목";
    entries_counted: "{total}: {good} good, {odd} odd, {unreadable} unreadable", "{total}개: 정상 {good}개, 이상 {odd}개, 읽을 수 없음 {unreadable}개";
    cut: "Cut off", "잘린 위치";
    at_byte: "at byte {at}", "바이트 {at}";
    byte: "byte {at}", "바이트 {at}";
    in_entry: "entry {n}", "항목 {n}";
    times: "{n} times", "{n}회";
    deviations: "Odd", "형식 이상";
    notes: "Notes: against the letter of the format, without effect", "참고: 형식 규정과 다르지만 영향이 없는 것";
    is_unreadable: "An entry that is no request", "요청이 아닌 항목입니다";
    entry_not_an_object: "This place in log.entries (bytes {start} to {end}) holds no JSON object, so there is no request to show. The Raw tab shows what is there.", "log.entries의 이 자리(바이트 {start}~{end})는 JSON 객체가 아니므로 표시할 요청이 없습니다. 원본 탭에서 내용을 볼 수 있습니다.";
    entry_without_request: "This entry (bytes {start} to {end}) has no request in it, so it cannot be told what was sent. The Raw tab shows what is there.", "이 항목(바이트 {start}~{end})에는 요청이 없어 무엇을 보냈는지 알 수 없습니다. 원본 탭에서 내용을 볼 수 있습니다.";
    odd_in_entry: "Odd in this entry", "이 항목의 형식 이상";
    status_not_known: "HTTP {http}: not a status of the common list.", "HTTP {http}: 일반적인 상태 코드 목록에 없습니다.";
}

/// The words of a language.
#[must_use]
pub fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &EN,
        Lang::Ko => &KO,
    }
}

/// What was odd, in a language; an English wording that is not known here stays English.
#[must_use]
pub fn oddity(what: &str, lang: Lang) -> &str {
    match lang {
        Lang::En => what,
        Lang::Ko => {
            oddity::KOREAN.iter().find(|(english, _)| *english == what).map_or(what, |(_, korean)| korean)
        }
    }
}

/// Why a body is missing, in a few words that fit into brackets.
#[must_use]
pub fn absence(absence: &Absence, lang: Lang) -> String {
    let words = of(lang);
    match absence {
        Absence::NoResponse(Some(said)) | Absence::Comment(said) | Absence::Sanitized(said) => said.clone(),
        Absence::NoResponse(None) => words.missing_no_response.to_owned(),
        Absence::NoContent(http) | Absence::Redirect(http) => {
            fill(words.missing_http, &[("http", &http.to_string())])
        }
        Absence::NotModified | Absence::FromCache => words.missing_cached.to_owned(),
        Absence::FileMissing(name) => fill(words.missing_file, &[("name", name)]),
        Absence::NotRecorded(Some(size)) => fill(words.missing_size, &[("n", &size.to_string())]),
        Absence::NotSent | Absence::Empty | Absence::Head | Absence::Preflight => {
            words.missing_empty.to_owned()
        }
        Absence::NotRecorded(None) => words.missing_not_kept.to_owned(),
    }
}

impl Services {
    /// In words.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Yes => words.yes,
            Self::Ready => words.ready,
            Self::No => words.no,
            Self::Unstated => words.unstated,
        }
    }
}

impl Era {
    /// In words: which of the two lists has the status.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Older => words.era_older,
            Self::Today => words.era_today,
            Self::Both => words.era_both,
            Self::Legacy => words.era_legacy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places() {
        let (en, ko) = (format!("{EN:?}"), format!("{KO:?}"));
        let places = |text: &str| text.matches('{').count();
        assert_eq!(places(&en), places(&ko));
    }
}
