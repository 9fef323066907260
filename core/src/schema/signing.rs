//! What a signature is made of (domain §6): ways to confirm, capacities, a proxy's authority, why somebody
//! refuses, what a reservation is about. A record keeps these choices and a seal covers them.
//! Absent by design: which form takes which of them; its own rules say so.

use crate::choices;

choices! {
    /// The ways to confirm (domain §6.1).
    pub enum ConfirmationWay {
        Device = "device" ("设备上手写签名", "Signed by hand on the device"),
        Link = "link" ("客户链接确认", "Confirmed by the customer's link"),
        Paper = "paper" ("纸质签署拍照存档", "Signed on paper, photographed"),
        Telephone = "telephone" ("电话确认", "Confirmed by telephone"),
        Platform = "platform" ("第三方电子合同", "Signed on a third party's platform"),
        Refused = "refused" ("客户拒签", "Signature refused"),
        Absent = "absent" ("无人签字", "Nobody there to sign"),
        Deemed = "deemed" ("视为验收", "Deemed accepted"),
    }
}

choices! {
    /// In which capacity somebody signs (domain §6.3).
    pub enum Capacity {
        LegalRepresentative = "legal_representative" ("法定代表人", "Legal representative"),
        AuthorisedRepresentative = "authorised_representative" ("授权代表", "Authorised representative"),
        Receiver = "receiver" ("收货人", "Receiver"),
        AcceptingPerson = "accepting_person" ("验收人", "Accepting person"),
        PersonInCharge = "person_in_charge" ("设备负责人", "Person in charge of the equipment"),
        Operator = "operator" ("操作人员", "Operator"),
        HandlingPerson = "handling_person" ("经办人", "Handling person"),
        Trainee = "trainee" ("参训人员", "Trainee"),
        Complainant = "complainant" ("投诉人", "Complainant"),
        ThirdParty = "third_party" ("监理/第三方", "Third party"),
        Witness = "witness" ("见证人", "Witness"),
        Engineer = "engineer" ("工程师", "Engineer"),
        Trainer = "trainer" ("培训师", "Trainer"),
    }
}

choices! {
    /// On what authority a proxy signs (domain §6.4).
    pub enum Authority {
        Written = "written" ("书面授权", "Written authority"),
        Position = "position" ("职务行为", "By position"),
        Oral = "oral" ("电话/口头授权", "By telephone or word of mouth"),
        NoAuthority = "none" ("无授权，仅证明到场", "No authority, proves presence only"),
    }
}

choices! {
    /// Why somebody refused to sign (domain §6.5).
    pub enum RefusalReason {
        Result = "result" ("对结果不满意", "Not satisfied with the result"),
        Quantity = "quantity" ("对数量质量有异议", "Objects to quantity or quality"),
        Charge = "charge" ("对收费有异议", "Objects to the charge"),
        NotEntitled = "not_entitled" ("无权签字", "Not entitled to sign"),
        StampFirst = "stamp_first" ("要求盖章后再签", "Wants the stamp first"),
        NoPhone = "no_phone" ("不愿用手机签", "Does not want to sign on a phone"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// What a reservation is about (domain §6.6).
    pub enum ReservationCategory {
        Quantity = "quantity" ("数量", "Quantity"),
        Appearance = "appearance" ("外观", "Appearance"),
        Performance = "performance" ("性能", "Performance"),
        Documents = "documents" ("资料", "Documents"),
        Charge = "charge" ("收费", "Charge"),
        Another = "other" ("其他", "Other"),
    }
}
