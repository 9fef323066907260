"""An engineer's day, through the generated module alone, against a real server.

Run by `cargo test -p fieldseal-tests`, which generates `fieldseal.py` and plays the office: this program
prints one line for what it asks of the office and reads one line back. `python3 scenario.py FOLDER`, with the
folder of the generated module; the phone's database is made there too.
"""

import asyncio
import datetime
import math
import os
import queue
import socket
import sys
import threading

FOLDER = sys.argv[1]
sys.path.insert(0, FOLDER)

from fieldseal import (  # noqa: E402
    DueQuery, DueWho, FieldsealApp, FieldsealError, Language, Level, ListObserver, ListQuery, Priority, SignatureInput,
    StrokePoint, Strokes, Value, kinds,
)

# Longer than anything here takes: only a defect reaches it.
PATIENCE_SECONDS = 60


def office(*words):
    """Asks the office for something and returns its answer."""
    print("office", *words, flush=True)
    return sys.stdin.readline().strip()


def text(value):
    return Value.TEXT(value=value)


def number(value):
    return Value.INTEGER(value=value)


def yes():
    return Value.BOOLEAN(value=True)


def refusal(kind, call):
    """The error of a kind that a call raises."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


class Relay:
    """The network between the phone and the office: there, gone, or silent."""

    def __init__(self, server):
        host, port = server.rsplit(":", 1)
        self.server, self.state, self.held = (host, int(port)), "gone", threading.Event()
        self.connections, self.lock = [], threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def become(self, state):
        with self.lock:
            self.state = state
            for connection in self.connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # its other end went first
            self.connections.clear()

    def accept(self):
        while True:
            phone, _ = self.listener.accept()
            with self.lock:
                if self.state == "gone":
                    phone.close()
                    continue
                self.connections.append(phone)
                if self.state == "silent":
                    self.held.set()
                    continue
                server = socket.create_connection(self.server)
                self.connections.append(server)
            for source, target in [(phone, server), (server, phone)]:
                threading.Thread(target=self.pump, args=(source, target), daemon=True).start()

    @staticmethod
    def pump(source, target):
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the network went away


class Follower(ListObserver):
    """Keeps the batches that it is told."""

    def __init__(self):
        self.batches = queue.Queue()

    def on_batch(self, batch):
        self.batches.put(batch)

    def next(self):
        return self.batches.get(timeout=PATIENCE_SECONDS)


class Clumsy(ListObserver):
    """Fails at everything that it is told."""

    def __init__(self):
        self.told = threading.Event()

    def on_batch(self, batch):
        self.told.set()
        raise RuntimeError("a defect of the shell")


def enrol(relay):
    app = FieldsealApp.open(os.path.join(FOLDER, "phone.db"))
    refusal(FieldsealError.NotEnrolled, app.enrolment)
    refusal(FieldsealError.NotEnrolled, lambda: asyncio.run(app.sync()))
    refusal(FieldsealError.NotAnInvitation, lambda: asyncio.run(app.enrol("no code", "Python")))
    invitation = office("invite", relay.address)
    offline = refusal(FieldsealError.Offline, lambda: asyncio.run(app.enrol(invitation, "Python")))
    assert offline.detail, offline
    relay.become("there")
    asyncio.run(app.enrol(invitation, "Python"))
    assert app.enrolment().server == "https://" + relay.address
    other = FieldsealApp.open(os.path.join(FOLDER, "other.db"))
    refused = refusal(FieldsealError.EnrolmentRefused, lambda: asyncio.run(other.enrol(invitation, "Python")))
    assert refused.code, refused
    return app


def first_sync(app):
    follower = Follower()
    subscription = app.observe(ListQuery(kind="ticket"), follower)
    assert follower.next().order == []
    ticket = office("ticket")
    report = asyncio.run(app.sync())
    assert ticket in report.changed, report
    batch = follower.next()
    assert batch.order == [ticket] and batch.rows[0].status == "dispatched", batch
    return ticket, follower, subscription


def look(app, ticket):
    for query in ["轴承", "龚", "2001", "GD-"]:
        found = app.list(ListQuery(text=query, open_only=True))
        assert [row.record for row in found] == [ticket], query
    view = app.show(ticket)
    fields = {field.key: field for field in view.fields}
    assert fields["urgency"].value == text("urgent") and fields["urgency"].text.en == "Urgent", fields["urgency"]
    assert fields["engineer"].value == Value.REFERENCE(value=app.enrolment().person)
    assert isinstance(fields["submitted_at"].value, Value.INSTANT)
    assert sorted(clock.rule for clock in view.clocks if clock.open) == ["D-10", "D-11"], view.clocks
    assert all(clock.explanation.zh and clock.explanation.en for clock in view.clocks)
    due = app.due(DueQuery(who=DueWho.PERSON(person=app.enrolment().person)))
    # Until the engineer accepts, the technical response is the desk's.
    assert [row.clock.rule for row in due] == ["D-11"]
    assert due[0].title and due[0].level == Level.PERSON, due[0]
    assert [person.person for person in due[0].people] == [app.enrolment().person], due[0]
    reminders = app.next_reminders(app.now())
    assert [reminder.rule for reminder in reminders] == ["D-11", "D-11"], reminders
    assert all(reminder.urgent and reminder.text.zh and reminder.text.en for reminder in reminders)
    assert app.calendar_warnings() == []
    history = app.history(ticket)
    assert app.compare(ticket, history[-1].envelope) == []
    assert {difference.key for difference in app.compare(ticket, history[0].envelope)} >= {"urgency", "engineer"}
    assert app.newer_instruction(ticket) is None
    steps = {step.code: step for step in view.steps}
    assert "ticket.accept_job" in steps and "ticket.grade" not in steps, list(steps)
    table = next(kind for kind in kinds() if kind.code == "ticket")
    assert view.status in [status.code for status in table.statuses]
    refusal(FieldsealError.NoSuchRecord, lambda: app.show(app.enrolment().company))
    refusal(FieldsealError.NotAnId, lambda: app.show("no id"))


def mistype(app, ticket):
    """Every problem comes at once in both languages; the draft stays until the step is performed."""
    app.perform("ticket.accept_job", ticket, {})
    wrong = {"visits/v1/packed": text("工" * 5000), "urgency": text("general"), "nonsense": text("x")}
    app.save_draft("ticket.leave", ticket, wrong)
    refused = refusal(FieldsealError.Problems, lambda: app.perform("ticket.leave", ticket, wrong))
    found = {problem.field: problem.code for problem in refused.problems}
    assert found["visits/v1/packed"] == "too_long" and found["urgency"] == "not_in_step", found
    assert found["nonsense"] == "unknown_field", found
    assert all(problem.zh and problem.en for problem in refused.problems)
    assert app.draft("ticket.leave", ticket).values == wrong
    app.perform("ticket.leave", ticket, {"visits/v1/packed": text("编码器电缆、万用表")})
    assert app.draft("ticket.leave", ticket) is None and app.drafts() == []


def work(app, ticket):
    app.perform("ticket.contact", ticket, {
        "contacts/t1/connected": yes(),
        "contacts/t1/channel": text("telephone"),
        "contacts/t1/to_name": text("龚䶮"),
        "contacts/t1/to_phone": text("13810012001"),
        "contacts/t1/content": text("确认主轴异响，携带轴承上门"),
        "work/1/fault_confirmed": text("主轴轴承异响"),
    })
    app.perform("ticket.arrive", ticket, {"visits/v1/arrived_place": text("一号机加车间")})
    now = app.now()
    zone = datetime.timezone(datetime.timedelta(minutes=now.offset_minutes))
    today = datetime.datetime.fromtimestamp(now.utc_ms / 1000, zone).date().isoformat()
    app.perform("ticket.give_solution", ticket, {
        "solutions/s1/text": text("更换主轴轴承"),
        "solutions/s1/promised_on": text(today),
        "solutions/s1/told_to": text("龚䶮"),
        "solutions/s1/channel": text("visit"),
    })
    photo = app.keep_blob(b"BM" + bytes(range(256)) * 40, Priority.ORIGINAL)
    app.perform("ticket.record_work", ticket, {
        "photos/p1/photo": Value.BLOB(value=photo),
        "photos/p1/caption": text("旧轴承"),
        "work/1/tools": text("万用表"),
    })
    return photo


def cancelled(app, relay):
    """A visit ends at once when another thread cancels it, and when its task is cancelled; nothing is lost."""
    before = app.unsent()
    relay.become("silent")

    async def by_the_app():
        visit = asyncio.create_task(app.sync())
        assert await asyncio.to_thread(relay.held.wait, PATIENCE_SECONDS)
        await asyncio.to_thread(app.cancel)
        await visit

    refusal(FieldsealError.Cancelled, lambda: asyncio.run(by_the_app()))
    relay.become("silent")
    relay.held.clear()

    async def by_the_task():
        visit = asyncio.create_task(app.sync())
        assert await asyncio.to_thread(relay.held.wait, PATIENCE_SECONDS)
        visit.cancel()
        await visit

    refusal(asyncio.CancelledError, lambda: asyncio.run(by_the_task()))
    assert app.unsent() == before
    relay.become("there")


def conflict(app, ticket, photo):
    """The office wrote the same field meanwhile: both values stand, and the losing one comes back."""
    report = asyncio.run(app.sync())
    assert report.refused == 0 and report.accepted >= 6 and report.blobs_sent == 1, report
    assert asyncio.run(app.fetch_blob(photo)) == app.blob(photo)
    [disputed] = app.show(ticket).conflicts
    assert disputed.key == "work/1/tools", disputed
    winner, loser = disputed.candidates
    assert {winner.text.zh, loser.text.zh} == {"万用表", "听诊器"} and {winner.person, loser.person} == {"desk", "engineer"}
    app.perform("ticket.restore_value", ticket, {disputed.key: loser.value})
    view = app.show(ticket)
    assert view.conflicts == [], view.conflicts
    assert {field.key: field.value for field in view.fields}[disputed.key] == loser.value


def scribble(seed):
    def stroke(start, length):
        points = []
        for step in range(length):
            angle = step * 0.35 + seed
            x = 600 + start * 900 + step * 45 + int(math.cos(angle) * 260)
            y = 900 + int(math.sin(angle) * 400)
            points.append(StrokePoint(x=x, y=y, t=step * 16 + start * 700))
        return points

    return Strokes(canvas_width=600, canvas_height=200, strokes=[stroke(0, 26), stroke(2, 30), stroke(4, 18)])


def sign(app, ticket):
    app.perform("ticket.solve", ticket, {
        "work/1/diagnosis": text("轴承滚道剥落"),
        "work/1/cause": text("assembly"),
        "work/1/method": text("part_replaced"),
        "work/1/work_done": text("更换轴承，空载与负载各运行 20 分钟"),
        "work/1/test": text("主轴 0–6000 r/min 全程无异响"),
        "work/1/test_result": text("passed"),
    })
    app.perform("ticket.record_work", ticket, {
        "warranty": text("in_warranty"),
        "service_address": text("苏州市吴中区云杉路18号"),
    })
    statement = app.present(ticket, Language.CHINESE).statement.zh
    shown = {"rounds/1/statement": text(statement), "rounds/1/privacy_notice_shown": yes()}
    app.perform("ticket.present", ticket, shown)
    values = {
        "rounds/1/way": text("device"),
        "rounds/1/signer_name": text("龚䶮"),
        "rounds/1/signer_title": text("设备科长"),
        "rounds/1/signer_phone": text("13810012001"),
        "rounds/1/capacity": text("person_in_charge"),
        "rounds/1/opinion": text("agree"),
        "rounds/1/place": text("一号机加车间"),
        "rounds/1/solved": text("solved"),
        "rounds/1/score": number(5),
        "rounds/1/score_attitude": number(5),
        "rounds/1/score_skill": number(5),
        "rounds/1/score_speed": number(4),
    }
    presentation = app.present_step(ticket, "confirm", values, Language.CHINESE)
    assert presentation.pdf.startswith(b"%PDF-") and presentation.pages >= 1

    def signature(customer):
        return SignatureInput(
            values=values, customer_strokes=customer, engineer_strokes=scribble(7), shown=presentation.shown,
            language=Language.CHINESE,
        )

    dot = Strokes(canvas_width=600, canvas_height=200, strokes=[[StrokePoint(x=10, y=10, t=0)]])
    refused = refusal(FieldsealError.Problems, lambda: app.sign(ticket, "confirm", signature(dot)))
    assert refused.problems[0].code == "no_signature", refused
    signed = app.sign(ticket, "confirm", signature(scribble(3)))
    assert signed.check_code and signed.warnings == [], signed
    app.perform("ticket.finish_visit", ticket, {"visits/v1/result": text("work_done")})
    pdf = app.form_pdf(ticket)
    assert pdf.startswith(b"%PDF-") and pdf == app.blob(signed.document)
    path = os.path.join(FOLDER, "order.sealed")
    with open(path, "wb") as file:
        file.write(app.sealed_file(ticket))
    assert office("verify", path) == "intact"


def hand_in(app, relay, ticket):
    unsent = app.unsent()
    assert unsent.steps > 0 and unsent.blobs > 0, unsent
    relay.become("gone")
    refusal(FieldsealError.Offline, lambda: asyncio.run(app.sync()))
    assert app.unsent() == unsent
    relay.become("there")
    report = asyncio.run(app.sync())
    assert report.accepted == unsent.steps and report.blobs_sent == unsent.blobs, report
    unsent = app.unsent()
    assert (unsent.steps, unsent.blobs) == (0, 0), unsent
    history = app.history(ticket)
    assert history[0].step == "ticket.take_in" and history[-1].step == "ticket.finish_visit"
    restored = next(entry for entry in history if entry.step == "ticket.restore_value")
    assert restored.label.en and [write.key for write in restored.writes] == ["work/1/tools"]


def nothing_refused(app):
    """Nothing waits for the person, so there is nothing to apply again and discarding it does no harm."""
    assert app.attention() == []
    unknown = app.enrolment().company
    refusal(FieldsealError.NoSuchRecord, lambda: app.apply_again(unknown))
    app.discard(unknown)


def main():
    relay = Relay(office("server"))
    app = enrol(relay)
    ticket, follower, subscription = first_sync(app)
    relay.become("gone")
    look(app, ticket)
    mistype(app, ticket)
    batch = follower.next()
    assert batch.order == [ticket] and [row.record for row in batch.rows] == [ticket], batch
    subscription.stop()
    clumsy = Clumsy()
    failing = app.observe(ListQuery(), clumsy)
    assert clumsy.told.wait(PATIENCE_SECONDS)
    photo = work(app, ticket)
    failing.stop()
    office("record_tools", ticket)
    cancelled(app, relay)
    conflict(app, ticket, photo)
    relay.become("gone")
    sign(app, ticket)
    hand_in(app, relay, ticket)
    nothing_refused(app)
    print("done", flush=True)


main()
