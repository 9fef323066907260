//! A customer's way through the company, as far as a test takes it.
//! Absent by design: the company and its phones.

use fieldseal_core::{
    schema::{RecordId, Scalar, Values},
    store::Priority,
};
use fieldseal_tests::{text, values};

use super::{COST, Course, FLOOR, PRICE, YES, cny, contact, join, number, row};

/// Selling.
impl Course {
    /// S-01 to S-03: a lead, graded and taken, and a needs talk that was prepared and is over now.
    pub fn talked(&self) -> RecordId {
        let lead = values([
            ("name", text("云杉精密")),
            ("industry", text("机床")),
            ("source", text("website")),
            ("initial_need", text("purchase")),
            ("initial_need_text", text("加工中心一台")),
            ("contacts/c1/name", text("龚䶮")),
            ("contacts/c1/phone", text("13810012001")),
            ("contacts/c1/main", YES),
        ]);
        let customer = self.offline("sales", "customer.record_lead", None, lead).record;
        let site = row("sites", "s1", [("address", text("苏州市吴中区云杉路18号"))]);
        self.offline("sales", "customer.save_sites", Some(customer), site);
        let more = values([("credit_code", text("91320500MA1XXXXX0A"))]);
        self.offline("sales", "customer.edit", Some(customer), more);
        let companion = Some(self.named("sales", customer, "sales"));
        let grade = values([("grade", text("a")), ("grade_reason", text("预算明确")), ("next_follow_up", self.day(7))]);
        self.offline("sales", "customer_sales.take", companion, grade);
        let outline = row(
            "communications",
            "m1",
            [
                ("purpose", text("needs_talk")),
                ("planned_at", self.company.clock.now().plus_ms(600_000).to_scalar()),
                ("outline_pains", text("换线慢")),
                ("outline_budget", text("八十万上下")),
                ("outline_decision", text("设备科提报")),
            ],
        );
        self.offline("sales", "customer_sales.plan_communication", companion, outline);
        self.company.clock.pass_minutes(10);
        let talk = row(
            "communications",
            "m1",
            [
                ("purpose", text("needs_talk")),
                ("channel", text("visit")),
                ("connected", YES),
                ("to_name", text("龚䶮")),
                ("place", text("客户会议室")),
                ("content", text("产能不足")),
            ],
        );
        self.offline("sales", "customer_sales.log_communication", companion, talk);
        customer
    }

    /// S-04: the report on the talk, submitted.
    pub fn analysed(&self, customer: RecordId) -> RecordId {
        let report = join([
            values([
                ("customer", customer.to_scalar()),
                ("communications/c1/communication", text("m1")),
                ("pains/a1/pain", text("旧设备频繁停机")),
                ("budget", cny(80_000_000)),
                ("decision_process", text("设备科提报，总经理批准")),
            ]),
            row("participants", "p1", [("side", text("ours")), ("name", text("销售"))]),
            row("participants", "p2", [("side", text("customer")), ("name", text("龚䶮"))]),
            row("needs", "n1", [("need", text("产能提高三成")), ("priority", text("core"))]),
            row("needs", "n2", [("need", text("自动上料")), ("priority", text("secondary"))]),
            row(
                "decision_people",
                "d1",
                [("name", text("王总")), ("role", text("decision")), ("attitude", text("supports"))],
            ),
            row("next_steps", "s1", [("what", text("出方案")), ("who", text("销售")), ("by_when", self.day(7))]),
        ]);
        let needs = self.offline("sales", "needs.draft", None, report).record;
        self.offline("sales", "needs.submit", Some(needs), Values::new());
        needs
    }

    /// S-05: solution and quote of one machine, whose cost is asked for.
    pub fn quoted(&self, customer: RecordId, needs: RecordId) -> RecordId {
        let offer = join([
            values([
                ("customer", customer.to_scalar()),
                ("needs", needs.to_scalar()),
                ("title", text("数控加工单元")),
                ("functions", text("自动上下料")),
                ("discount_policy", text("无折扣")),
                ("delivery_period", text("45天")),
                ("valid_until", self.day(30)),
                ("parameters/p/name", text("主轴转速")),
                ("parameters/p/value", text("4000")),
                ("reference_cases/r/effect", text("产能提高30%")),
            ]),
            row(
                "lines",
                "m",
                [
                    ("product_name", text("数控车床")),
                    ("model", text("X200")),
                    ("configuration", text("8工位刀塔")),
                    ("unit", text("台")),
                    ("quantity", number(1)),
                    ("unit_price", cny(PRICE)),
                    ("tax_rate", number(1_300)),
                    ("answers", text("n1")),
                    ("needs_installation", YES),
                ],
            ),
            row(
                "payment_stages",
                "a",
                [("name", text("预付款")), ("share", number(3_000)), ("due", text("签订后7天"))],
            ),
            row(
                "payment_stages",
                "b",
                [("name", text("到货款")), ("share", number(7_000)), ("due", text("到货后30天"))],
            ),
        ]);
        let quote = self.offline("sales", "quote.draft", None, offer).record;
        self.offline("sales", "quote.request_cost", Some(quote), Values::new());
        self.sync("sales");
        quote
    }

    /// S-05, S-06: finance confirms the cost and the floor price, the manager approves.
    pub fn approved(&self, quote: RecordId) {
        self.sync("finance");
        let cost = Some(self.named("finance", quote, "quote_cost"));
        self.offline("finance", "quote_cost.enter", cost, values([("lines/m/cost", cny(COST))]));
        self.offline("finance", "quote_cost.confirm", cost, Values::new());
        let floor = Some(self.named("finance", quote, "floor_price"));
        self.offline("finance", "floor_price.authorise", floor, values([("lines/m/floor_price", cny(FLOOR))]));
        self.sync("finance");
        self.act("sales", "quote.submit", Some(quote), Values::new());
        let answers = values([("within_pricing_policy", YES), ("within_budget", text("yes"))]);
        self.act("manager", "quote.approve", Some(quote), answers);
        let sending = row("sendings", "e1", [("channel", text("email")), ("to_name", text("龚䶮"))]);
        self.act("sales", "quote.send", Some(quote), sending);
    }

    /// K-library: the company's contract template, published.
    pub fn template(&self) -> RecordId {
        let file = self.phone("administrator").app.keep_blob(b"template", Priority::Original).expect("it is kept");
        let given = values([
            ("document_kind", text("contract_template")),
            ("title", text("设备销售合同")),
            ("version", text("3.1")),
            ("file", file.to_scalar()),
        ]);
        let template = self.offline("administrator", "library.draft", None, given).record;
        self.offline("administrator", "library.publish", Some(template), Values::new());
        self.sync("administrator");
        template
    }

    /// S-07: the contract, drawn and confirmed term by term, before legal.
    pub fn drawn(&self, quote: RecordId, template: RecordId) -> RecordId {
        self.sync("sales");
        let given = values([("quote", quote.to_scalar()), ("template", template.to_scalar())]);
        let drawn = self.offline("sales", "contract.draw", None, given).record;
        let contract = Some(drawn);
        let terms = values([
            ("buyer_legal_representative", text("钱总")),
            ("seller_address", text("上海市浦东新区2号")),
            ("seller_credit_code", text("913100000000000002")),
            ("seller_legal_representative", text("孙总")),
            ("service_standard", text("2小时响应，4小时到场")),
            ("warranty_months", number(24)),
            ("breach_liability", text("逾期每日万分之五")),
            ("dispute_resolution", text("上海仲裁委员会")),
        ]);
        self.offline("sales", "contract.edit", contract, terms);
        for (id, term) in
            [("a", "subject_matter"), ("b", "delivery_time"), ("c", "breach_liability"), ("d", "service_standard")]
        {
            let word = [("term", text(term)), ("wording", text("按合同所列")), ("confirmed_by", text("龚䶮"))];
            self.offline("sales", "contract.confirm_term", contract, row("terms", id, word));
        }
        self.offline("sales", "contract.submit_to_legal", contract, Values::new());
        self.sync("sales");
        drawn
    }

    /// S-07, S-08: reviewed, sealed, sent and signed on paper, without coverage at the customer's.
    pub fn signed(&self, contract: RecordId) {
        self.act("legal", "contract.review", Some(contract), values([("reviews/r/opinion", text("条款完备"))]));
        let scan = self.phone("legal").app.keep_blob(b"scan", Priority::Original).expect("it is kept").to_scalar();
        let seal = [("kind", text("contract_seal")), ("copies", number(4)), ("scan", scan)];
        self.act("legal", "contract.affix_company_seal", Some(contract), row("seals", "s", seal));
        let sending = row("sent_log", "e", [("to_name", text("龚䶮")), ("channel", text("email"))]);
        self.act("sales", "contract.send", Some(contract), sending);
        let scan = self.phone("sales").app.keep_blob(b"signed", Priority::Original).expect("it is kept").to_scalar();
        let signature = values([
            ("signature_way", text("paper")),
            ("signed_on", self.day(0)),
            ("signer_name", text("钱总")),
            ("capacity", text("legal_representative")),
            ("customer_stamped", YES),
            ("signed_scan", scan),
        ]);
        self.offline("sales", "contract.record_signature", Some(contract), signature);
    }

    /// S-09: the order, entered and sent; order and its first delivery.
    pub fn ordered(&self, contract: RecordId) -> (RecordId, RecordId) {
        let given = values([
            ("contract", contract.to_scalar()),
            ("ship_to_address", text("苏州市吴中区云杉路18号")),
            ("ship_to_name", text("龚䶮")),
            ("ship_to_phone", text("13810012001")),
        ]);
        let entered = self.offline("sales", "order.enter", None, given);
        let delivery = entered.wrote.iter().find(|(kind, _)| kind == "delivery").expect("its first delivery").1;
        self.offline("sales", "order.send", Some(entered.record), Values::new());
        self.sync("sales");
        (entered.record, delivery)
    }

    /// S-09, S-10: produced, notified, confirmed and shipped.
    pub fn shipped(&self, order: RecordId, delivery: RecordId) {
        self.act("warehouse", "order.report_progress", Some(order), row("progress", "p1", [("text", text("已完工"))]));
        let planned = self.company.clock.now().plus_ms(48 * 3_600_000).to_scalar();
        let planning = row("plannings", "a", [("planned_at", planned)]);
        self.act("sales", "delivery.replan_shipment", Some(delivery), planning);
        self.offline("sales", "delivery.notify", Some(delivery), contact("c1"));
        let confirmed = values([
            ("ship_to_address", text("苏州市吴中区云杉路20号")),
            ("ship_to_name", text("龚䶮")),
            ("ship_to_phone", text("13810012001")),
            ("confirmed_by", text("龚䶮")),
        ]);
        self.offline("sales", "delivery.confirm", Some(delivery), confirmed);
        self.sync("sales");
        let shipping = values([("carrier", text("顺达物流")), ("waybill_number", text("SD123"))]);
        self.act("warehouse", "delivery.ship", Some(delivery), shipping);
        self.sync("sales");
    }

    /// S-11: opened with the customer, and signed for on paper, without coverage.
    pub fn received(&self, delivery: RecordId) {
        self.offline("sales", "delivery.arrive", Some(delivery), Values::new());
        self.company.clock.pass_minutes(30);
        let photo = self.phone("sales").app.keep_blob(b"receipt", Priority::Original).expect("it is kept").to_scalar();
        let receipt = values([
            ("package_state", text("intact")),
            ("lines/m/quantity_received", number(1)),
            ("lines/m/model_matches", YES),
            ("lines/m/appearance", text("intact")),
            ("units/a/line", text("m")),
            ("units/a/serial_number", text("SN-0001")),
            ("signer_name", text("龚䶮")),
            ("signer_phone", text("13810012001")),
            ("capacity", text("receiver")),
            ("receipt_photo", photo),
        ]);
        self.offline("sales", "delivery.receive", Some(delivery), receipt);
    }
}

/// What service has to do with the customer.
impl Course {
    /// Everything up to the signed receipt; the customer and the delivery.
    pub fn goods_received(&self) -> (RecordId, RecordId) {
        let customer = self.talked();
        let quote = self.quoted(customer, self.analysed(customer));
        self.approved(quote);
        let contract = self.drawn(quote, self.template());
        self.signed(contract);
        let (order, delivery) = self.ordered(contract);
        self.shipped(order, delivery);
        self.received(delivery);
        self.sync("sales");
        (customer, delivery)
    }

    /// A customer of the salesperson with a machine that was installed before.
    pub fn with_machine(&self) -> RecordId {
        let customer = self.talked();
        self.sync("sales");
        let machine = values([
            ("customer", customer.to_scalar()),
            ("product_name", text("数控车床")),
            ("model", text("X100")),
            ("installed_on", self.day(-200)),
            ("went_live_on", self.day(-10)),
        ]);
        self.act("administrator", "equipment.import", None, machine);
        self.sync("desk");
        customer
    }

    /// S-19, S-20: a ticket taken in at the desk, answered and graded.
    pub fn taken_in(&self, customer: RecordId, urgency: &str) -> RecordId {
        self.sync("desk");
        let given = values([
            ("customer", customer.to_scalar()),
            ("customer_name", text("云杉精密")),
            ("channel", text("hotline")),
            ("submitted_at", self.company.clock.now().to_scalar()),
            ("call_answered", YES),
            ("contact_name", text("龚䶮")),
            ("contact_phone", text("13810012001")),
            ("description", text("主轴轴承异响")),
            ("machine_down", Scalar::Boolean(urgency == "urgent")),
        ]);
        let ticket = self.offline("desk", "ticket.take_in", None, given).record;
        self.offline("desk", "ticket.grade", Some(ticket), values([("urgency", text(urgency))]));
        self.sync("desk");
        ticket
    }

    /// What the customer is told will be done.
    pub fn solution(&self, id: &str) -> Values {
        row(
            "solutions",
            id,
            [
                ("text", text("更换轴承")),
                ("promised_on", self.day(2)),
                ("told_to", text("龚䶮")),
                ("channel", text("telephone")),
            ],
        )
    }

    /// S-28: a complaint about the engineer, taken in at the desk.
    pub fn complained(&self, customer: RecordId) -> RecordId {
        self.sync("desk");
        let given = values([
            ("customer", customer.to_scalar()),
            ("submitted_at", self.company.clock.now().to_scalar()),
            ("channel", text("hotline")),
            ("contact_name", text("龚䶮")),
            ("contact_phone", text("13810012001")),
            ("about_person", self.person("engineer").to_scalar()),
            ("nature", text("attitude")),
            ("severity", text("serious")),
            ("content", text("态度不好")),
            ("demand", text("道歉")),
        ]);
        let complaint = self.offline("desk", "complaint.take_in", None, given).record;
        self.sync("desk");
        self.sync("supervisor");
        complaint
    }
}
