"""Two hundred texts that hold personal data and two hundred that nearly do, as people write in a consultation.

All invented: addresses of example domains or of nobody, numbers of the ranges kept for fiction where there are some.
Each line: the sign expected, then the text. The near misses hold nothing.
"""

TRUE = """
email Écrivez-moi à camille.durand@example.org pour en parler.
email Mon adresse : jp.martin@exemple.fr
email contact perso marie-claude.petit@mairie.example.fr merci
email Mon mail, c’est lucas75@example.com
email (nadia.b@example.net)
email Répondez à renaud_leroy@example.fr, svp.
email jointe par courriel : s.benali@association.example.org
email Je suis joignable sur hugo.lefevre+avis@example.org toute la journée
email Paul Simon <paul.simon@example.org>
email mailto:claire@example.org
email ECRIVEZ A YVES.GARNIER@EXAMPLE.ORG
email voisin du 3e : t-moreau@example.fr
email bob@example.co.uk répond vite
email adresse de la présidente: isabelle.roche@club.example.fr
email demandez à l.fontaine@ville-exemple.fr
email « julie.perrin@example.org »
email Le fils du maire (kevin.maire@example.com) était là.
email j’habite à côté, mail : a.b.c@example.org
email envoyez vos photos à photos2024@example.org !
email mon mail est jeanne.dupont (at) example.org
email pierre.durand[at]example.fr
email sophie.martin [arobase] example.org
email marc (arobase) example.com
email Mon adresse est luc.blanc@example (point) fr
email thierry.henry arobase example.org
email Adresse e-mail de M. Roux : roux.m@example.org.
email 1) prenom.nom@example.org 2) rien
email ma voisine, odile@famille-example.fr, confirme
email voir avec elodie@example.paris
email https://example.org puis ecrire@example.org
email écrire @ : non, à x.y@example.eu
email nom_de_famille@example.org
email Le gardien s’appelle Ali, ali.gardien@example.org.
email contact:rene@example.org;merci
email Signé : Zoé, zoe@example.org
email r@example.fr
email mail=fatou.diop@example.sn
email M. Lambert — lambert@example.org — a tort.
email vraie adresse de ce pseudo : vrai.nom@example.org
email a.lopez@sub.domaine.example.org
phone Appelez-moi au 06 12 34 56 78.
phone Mon numéro : 0612345678
phone tel 01.99.00.12.34
phone +33 6 12 34 56 78
phone +33612345678 après 18 h
phone 0033 6 12 34 56 78
phone joignable au 07-11-22-33-44
phone Le voisin, 02 61 91 00 00, est d’accord
phone (06 39 98 12 34)
phone portable:06.39.98.00.01
phone fixe : 03 53 01 00 12 ; portable à venir
phone +33 (0)1 99 00 55 66
phone Téléphonez à Mme Petit au 04 65 71 00 09
phone 0536490001
phone numéro du maire 06/39/98/77/66
phone mon tel 06 39 98 11 22!
phone Rappelez le 09 99 12 34 56.
phone 06  39  98  45  67
phone SMS au 07 39 98 00 00 svp
phone dites-le à Karim (07.00.00.00.01)
phone tél. : 01 99 00 00 00
phone 05 36 49 12 34, demander Luc
phone au 0639980102.
phone voici son 06 : 06 39 98 03 04
phone whatsapp +33 7 39 98 05 06
phone Appelez Yanis 06-39-98-07-08 pour le covoiturage
phone c’est le 02.61.91.23.45
phone n° 06 39 98 09 10
phone 0033639981112 (Julie)
phone fax 01 99 00 13 14
phone Le 0465711516 ne répond jamais
phone 06 39 98 17 18 / 06 39 98 19 20
phone Mme Legrand est au 03.53.01.21.22 le matin
phone +33.6.39.98.23.24
phone joindre le président : 07 39 98 25 26
phone 06.39.98.27.28 (Paul)
phone 04-65-71-29-30
phone mobile +33-6-39-98-31-32
phone son tel : 09 99 00 33 34.
phone 0 639 98 35 36
address J’habite 12 rue des Lilas à Montreuil.
address 3 bis, avenue Jean-Jaurès
address Il vit au 45 boulevard Voltaire, 75011 Paris
address Le coupable habite 7, impasse du Moulin
address 22 allée des Tilleuls
address au 5 place de l’Église
address mon garage, 118 route de Vannes
address voisin du 14 chemin des Vignes
address 9 quai de la Rapée
address 31 cours Lafayette
address Mme Martin, 6 square des Acacias
address 2 ter rue Pasteur
address 8 av. Foch
address 16 bd Gambetta
address 27 ave du Général-Leclerc
address 4 passage du Grand-Cerf
address 10 résidence les Peupliers
address 13 hameau de la Roche
address 55 faubourg Saint-Martin
address il loge 21 rue Victor Hugo, 3e étage
address 1 rue du Port, 29000 Quimper
address 19, rue de la République
address chez lui : 33 rue d’Alésia
address 77 RUE DE RENNES
address 15 rue des lilas
address 24B rue Nationale
address 40 esplanade Charles-de-Gaulle
address 11 promenade des Anglais
address 60 cité Bergère
address 18 traverse des Oliviers
address 2 montée de la Garenne
address 5 venelle du Puits
address 90 clos des Vergers
address 7 villa Seurat
address 36 sentier des Dames
address 3 ruelle Saint-Jean
address 101 rte de Paris
address au 28, chemin du Bois, portail vert
address elle habite 6 lotissement les Pins
address 52 rue Émile-Zola
account Virez sur FR14 2004 1010 0505 0001 3M02 606.
account FR7630006000011234567890189
account IBAN : FR80 1027 8060 0012 3456 7890 143
account mon compte fr95 1450 8710 0001 2345 6789 055
account FR14-1751-5900-0001-2345-6789-044
account BE68 5390 0754 7034
account BE68539007547034 en Belgique
account DE89 3704 0044 0532 0130 00
account DE89370400440532013000
account ES91 2100 0418 4502 0005 1332
account LU28 0019 4006 4475 0000
account LU280019400644750000.
account CH93 0076 2011 6238 5295 7
account IT60 X054 2811 1010 0000 0123 456
account FR13 1131 5000 0108 0123 4567 822 merci
account MC58 1122 2000 0101 2345 6789 030
account Remboursez-moi : FR1420041010050500013M02606
account RIB FR76.3000.6000.0112.3456.7890.189
account (ES9121000418450200051332)
account Compte du trésorier CH9300762011623852957, à vérifier
account FR8010278060001234567890143;
account IBAN=FR9514508710000123456789055
account IBAN FR14 17515 90000 01234567890 44
account l’iban it60x0542811101000000123456 circule
account be68 5390 0754 7034
account Fr76 3000 6000 0112 3456 7890 189
account versez sur LU28 0019 4006 4475 0000 avant lundi
account de89 3704 0044 0532 0130 00
account « FR1311315000010801234567822 »
account son IBAN est MC5811222000010123456789030
account L’association demande de virer sur BE68-5390-0754-7034.
account FR80 1027 8060 0012 3456 7890 143 : mon compte joint
account FR1417515900000123456789044
account DE89.3704.0044.0532.0130.00
account es9121000418450200051332
account IBAN (Luxembourg) LU28 0019 4006 4475 0000
account MC58 11222 00001 01234567890 30
account notez CH93 0076 2011 6238 5295 7 pour les dons
account FR95 1450 8710 0001 2345 6789 055, dit-il
account IBAN:IT60X0542811101000000123456
plate La voiture AB-123-CD bloque le trottoir.
plate immatriculée FG-456-HJ
plate EF 789 GH garée sur la piste
plate plaque KL-012-MN
plate le camion PQ-345-RS roule trop vite
plate XY-678-ZA tous les matins
plate CD123EF
plate (BB-111-BB)
plate Toujours la même : GT-500-AA.
plate une Clio grise, DR-908-KV
plate scooter HX-227-LW sans silencieux
plate AA 001 AA
plate JM-640-QP, devant l’école
plate véhicule : NV-319-TB
plate il conduit une ES-777-VE
plate plaque: BX-404-CQ
plate Le 4x4 CW-855-FD
plate RZ-066-NK et sa remorque
plate vu hier TG-932-XM
plate ZZ-999-ZZ
plate ma voiture (LA-135-YH) a été rayée
plate camionnette QB 246 DA
plate MK-580-JC
plate appartient à DV-713-RG
plate VN-482-EP stationne là
plate dénonce FH-159-WB
plate WA-357-MR
plate BT-268-NX double file
plate une moto CJ-371-ZD
plate HE-594-AL !
plate le taxi GK-820-FT
plate YB-903-CV, encore lui
plate plaque LP 614 WD
plate AN-745-HS
plate XK-186-BG
plate DT-297-KE au feu rouge
plate REMORQUE NC-408-QY
plate PB-519-JA
plate SA-630-VF
plate ER-741-TN rue fermée
""".strip().splitlines()

NEAR_MISSES = """
@camille a raison, il faut des bancs.
Merci @jean-paul et @nadia pour vos idées.
Rendez-vous @ 18 h devant la mairie.
Le hashtag #climat@ville ne marche pas.
Une arobase (@) remplace le mot « chez ».
Le signe @ me gêne dans le logo.
@ tous : votez avant dimanche.
Écrivez au service des sports de la ville.
Publiez les courriels des élus sur le site.
Je préfère un site à une adresse électronique.
2 places @ 5 euros chacune
Le compte @ville_de_lyon répond souvent.
C’est noté @.
prenom point nom, voilà la règle de nos adresses
@@@ attention @@@
Le fichier s’appelle plan@2x
Le ratio est de 3@4 selon le rapport.
http://example.org/page donne le détail.
www.example.org explique le projet.
Voir example.org, rubrique contact.
Les élus sont joignables par courriel, dit-on.
Il faut une adresse mail par service public.
La newsletter arrive chaque lundi dans nos boîtes.
Mettez un formulaire plutôt qu’un mail.
un pseudo comme jean.dupont ne dit rien
Le point de vue d’Anne.Marie compte.
jean@ n’est pas une adresse
@example.org est un domaine, pas quelqu’un
Le fichier budget.2024.xls est en ligne.
Salut@tous
Prix : 15 € @ l’unité
La loi (art. 4.2.b) le dit.
Le texte v1.2@final est mieux.
un clic sur « envoyer » suffit
Le mail, ça pollue aussi.
Adresse du site : voir la première page.
Contactez-nous par le bouton en haut.
c’est @ la carte
arobase ou pas, peu importe
Un point sur le budget, svp.
Le budget est de 06 12 34 euros.
En 2024, 1 234 567 890 euros ont été dépensés.
La réunion du 06/12/2024 était utile.
Rendez-vous le 01.02.2025 à 10 h 30.
Entre 2010 et 2020, rien n’a bougé.
Loi n° 2016-1321 du 7 octobre 2016
Le SIREN 552 100 554 est public.
SIRET 552 100 554 00013
Appelez le 3919, c’est gratuit.
Le 115 et le 119 doivent être mieux financés.
Le 08 00 12 34 56 est un numéro vert.
0 800 123 456 : appel gratuit
Numéro de dossier 2024-06-1234-5678
ISBN 978-2-07-036822-8
Le code postal 06000 est celui de Nice.
75011, 75012, 75020 : trois arrondissements
Les lignes 01, 02, 03, 04 et 05 du bus
De 06 h 12 à 07 h 34, aucun train.
Parcelles 06 12 34 56 du cadastre
La référence 0612-345 est épuisée.
12 34 56 78 90 habitants dans la région
Le score est de 06 - 12 - 34.
Coordonnées 48.8566, 2.3522
1,0612345678 exactement
0,0612345678 gramme
Décret 2020-1310 du 29 octobre 2020
RN 06, sortie 12, km 34
Compte 0612345678901234
Ticket n° 061234567890
Version 06.12.34
Le 15, le 17 et le 18 répondent toujours.
Les années 01 02 03 04 furent difficiles.
Tournoi : 06 équipes, 12 matchs, 34 buts, 56 fautes
IP 192.168.10.254
Délibération 06-12-345
Le 36 quai des Orfèvres n’est plus le siège : c’est le 3630 qu’il faut faire.
10 000 000 000 d’euros
Il faudrait 0 33 % de taxe
Le 33 de Bordeaux et le 06 de Nice
Le lot n°0123 45 67 coûte cher
La rue des Lilas est trop bruyante.
L’avenue Jean-Jaurès manque d’arbres.
Il faut 12 rues piétonnes de plus.
3 avenues sur 4 sont dangereuses.
30 places de parking seront supprimées.
Une rue sur deux n’a pas de trottoir.
1 rue sur 3 est éclairée.
Le boulevard Voltaire mérite mieux.
Les 2 chemins se rejoignent.
Rendez la place de l’Église aux piétons.
La route de Vannes est saturée à 8 heures.
Article 12 : les voies communales
Une place libre pour 10 habitants
Il reste 5 places assises.
500 places en crèche manquent.
2 cours d’eau traversent la ville.
3 cours par semaine suffisent.
Prévoir 4 passages piétons.
Sur 6 impasses, 4 sont privées.
Il faut 1 place par enfant à la cantine.
L’impasse du Moulin n’est pas déneigée.
Le square des Acacias ferme à 20 h.
8 allées sur 10 sont propres.
Au cours de 2024, la rue a changé.
15 routes départementales concernées
Le quai de la Rapée est beau.
9 quais aménagés en dix ans
Le 14 juillet, la place était pleine.
En 2023 la rue Pasteur a été refaite.
2 villas ont été construites.
10 résidences étudiantes de plus
La promenade des Anglais reste un modèle.
Deux hameaux sans bus
La traverse des Oliviers est fermée depuis mai.
1 cité sur 2 sans médecin
La montée de la Garenne glisse quand il pleut.
50 chemins de randonnée à entretenir
Zone 30 rue piétonnes
Le faubourg Saint-Martin change vite.
7 squares fermés
40 % des rues
FR14 2004 1010 0505 0001 3M02 607
FR7630006000011234567890188
IBAN : FR81 1027 8060 0012 3456 7890 143
BE68 5390 0754 7035
DE89 3704 0044 0532 0130 01
ES91 2100 0418 4502 0005 1333
FR76 est le début d’un IBAN français.
Le RIB commence par FR76 3000.
Règlement UE 2016/679 (RGPD)
CE 1234/2007 sur les marchés
La norme NF EN 13108 s’applique.
ISO 14001 et EN 16247
Le vol AF1234567890123456 n’existe pas.
Dossier FR2024000012345
Lot LU28 0019 4006
CH93 seul ne veut rien dire
IT60 X054 2811 1010 0000 0123 457
MC58 1122 2000 0101 2345 6789 031
Clef : AB12CD34EF56GH78IJ90
Série XX99 1234 1234 1234 1234
Code d’accès : FR00 0000 0000 0000
N° TVA FR40303265045
Empreinte FR1f2e3d4c5b6a79881726354
PT50 0002 0123 1234 5678 9015 5
LU29 0019 4006 4475 0000
Réf. ES12ABCD34EFGH
Marché public DE2024-117
GB n’est plus dans l’Union.
BE 0123.456.789 est un numéro d’entreprise
FR14 2004 1010 0505 0001
Covid-19 a tout changé.
Le plan B-612 du Petit Prince
L’A-380 ne vole plus.
La RD-123 est limitée à 80.
TGV-2024-Sud
La salle AB-12 est libre.
Le bâtiment A-123-B est fermé.
ABC-123-DEF
AB-1234-CD
AI-123-OU n’est pas permis
SS-123-AB est interdit
AB-000-CD
ab-123-cd en minuscules, un code de salle
RER B 123
Bus 123 AB
Tram T3a, arrêt 45
RN-123 et RD-45
Le lot CD-12-EF
Le vélo n° 123-AB
Appartement B-204-C
EU-2030-FR, notre objectif
Article L123-4 du code
Le PLU-123
OK-200-OK
IO-456-UI
Z-123-ZZ
La taille XL-123
Le code postal CA 94016
Prix : 123 EUR TTC
La loi AB du 12 mai
Un cours de B-A-BA
W-123-WW garage
ZAC-120-OUEST
ABCD-123-EF
A4, A5, A6 : trois formats
CQ-12-FD
BT-26-NX trop court
NX 1234 BT
MP3, MP4, H264
UO-123-QI
Zone AB 12 CD
CM2-123
Le dossier WW-123-AA du garage
Groupe AB123
12-AB-34
RSA-550-AAH
AAH-971-RSA
Carte de 1000 à 2000 points
Le 17 est occupé, le 112 aussi.
""".strip().splitlines()
