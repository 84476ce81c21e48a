"""The words with which a programme begins, and whatever else is said of it in French. Pure."""

FORMATS = (
    "Conférence",
    "Table ronde",
    "Atelier",
    "Masterclass",
    "Visite",
    "Exposition",
    "Spectacle",
    "Démonstration",
    "Moment convivial",
    "Débat",
    "Rencontre",
    "Projection",
)
PUBLICS = (
    "Tout public",
    "Familles",
    "Enfants",
    "Jeunes",
    "Personnes âgées",
    "Professionnels",
    "Associations",
    "Élus et agents publics",
    "Enseignants",
)
