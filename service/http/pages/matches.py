"""Taking over from a letter what Dukcapil answered about many people."""

from service.commands import matches
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit


def scene(visit: Visit) -> Scene:
    """Tell where the answer is taken over: wherever the actor works."""
    return Scene(
        title="Perlu diputuskan", back="/perlu-diputuskan", values={"letter": visit.asked("surat")}
    )


TAKE_OVER = Action(
    right="identities.match",
    path="/pemadanan",
    title="Catat jawaban Dukcapil",
    done="Hasil pemadanan dicatat pada setiap orang.",
    ask=matches.TakeOverAnswer,
    command=matches.take_over,
    scene=scene,
    lead="Salin jawaban Dukcapil: satu orang satu baris, NIK lalu koma lalu hasilnya.",
    queries=frozenset({"surat"}),
)
